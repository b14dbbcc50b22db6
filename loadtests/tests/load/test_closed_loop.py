"""The load generator of `bench floors`: it counts right answers only, and asks what it was told to ask."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from bench.load.closed_loop import Load, Step, WrongAnswer, run

pytestmark = pytest.mark.servers


class Seen:
    def __init__(self) -> None:
        self.requests: list[tuple[str, str, str, bytes]] = []
        self.connections = 0


@pytest.fixture
def serve() -> Iterator[Callable[..., tuple[int, Seen]]]:
    servers: list[ThreadingHTTPServer] = []

    def start(
        *, status: int = 200, refused: str = "", header: tuple[str, str] = ("X-Cache", "HIT"), keeps: bool = True
    ) -> tuple[int, Seen]:
        seen = Seen()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                seen.connections += 1
                super().setup()

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                seen.requests.append((self.command, self.path, self.headers["host"], body))
                content = b'{"id":%d,"x":"%b"}' % (len(seen.requests), b"x" * 5000)
                self.send_response(503 if self.path == refused else status)
                self.send_header(*header)
                self.send_header("Content-Length", str(len(content)))
                if not keeps:
                    self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = answer  # noqa: N815  the names that http.server looks for

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        return server.server_port, seen

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def load(port: int, **changes: object) -> Load:
    known: dict[str, object] = {"iterations": [[Step("GET", "/a")]], "host": "localhost", "seconds": 0.05}
    return Load(port=port, **{**known, "connections": 2, **changes})  # type: ignore[arg-type]


def test_every_answer_counts_once_with_its_bytes(serve) -> None:  # type: ignore[no-untyped-def]
    port, asked = serve()
    seen = run(load(port))
    assert seen.requests == len(asked.requests) > 2
    assert seen.body_bytes >= 5000 * seen.requests
    assert len(seen.latencies_ms) == seen.requests
    assert 0 < seen.latencies_ms[0] <= seen.latencies_ms[-1]
    assert asked.connections == 2


def test_numbers_go_into_path_host_and_body_and_end_the_load_when_they_are_used_up(serve) -> None:  # type: ignore[no-untyped-def]
    port, asked = serve(status=201)
    body = '{"n":"{n}"}'
    changes = {"iterations": [[Step("POST", "/{n}", 201, body)]], "host": "q{n}.localhost", "seconds": 60}
    seen = run(load(port, numbers=[17, 18, 19], collect_ids=True, **changes))
    assert sorted(asked.requests) == [("POST", f"/{n}", f"q{n}.localhost", b'{"n":"%d"}' % n) for n in (17, 18, 19)]
    assert sorted(seen.ids) == [1, 2, 3]


def test_paths_are_asked_in_turn(serve) -> None:  # type: ignore[no-untyped-def]
    port, asked = serve()
    run(
        load(
            port, iterations=[[Step("GET", f"/{name}")] for name in "abc"], numbers=[1, 2, 3], connections=1, seconds=60
        )
    )
    assert [path for _, path, _, _ in asked.requests] == ["/a", "/b", "/c"]


def test_a_server_that_closes_after_each_answer_is_asked_over_new_connections(serve) -> None:  # type: ignore[no-untyped-def]
    port, asked = serve(keeps=False)
    seen = run(load(port, numbers=[1, 2, 3, 4, 5, 6], seconds=60))
    assert seen.requests == asked.connections == 6


def test_an_answer_with_another_status_ends_the_load_and_its_question_is_named(serve) -> None:  # type: ignore[no-untyped-def]
    port, _ = serve(refused="/b")
    steps = [[Step("GET", "/a")], [Step("GET", "/b")]]
    with pytest.raises(WrongAnswer, match=r"^GET /b: HTTP/1\.1 503"):
        run(load(port, iterations=steps, connections=1))


def test_an_answer_that_does_not_say_what_it_must_ends_the_load(serve) -> None:  # type: ignore[no-untyped-def]
    port, _ = serve(header=("X-Cache", "MISS"))
    with pytest.raises(WrongAnswer, match="no x-cache: hit"):
        run(load(port, says="x-cache: hit"))


def test_a_connection_that_breaks_in_the_middle_of_an_answer_ends_the_load() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:

        def half() -> None:
            connection, _ = listener.accept()
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            connection.close()

        thread = threading.Thread(target=half)
        thread.start()
        with pytest.raises(WrongAnswer, match="closed"):
            run(load(listener.getsockname()[1], connections=1))
        thread.join()


def test_the_steps_of_an_iteration_use_the_id_that_its_first_step_created(serve) -> None:  # type: ignore[no-untyped-def]
    port, asked = serve(status=201)
    life = [Step("POST", "/c", 201, '{"code":"{n}"}'), Step("GET", "/c/{id}", 201), Step("GET", "/c/{id}/{n}", 201)]
    seen = run(load(port, iterations=[life], numbers=[7], connections=1, seconds=60))
    assert [path for _, path, _, _ in asked.requests] == ["/c", "/c/1", "/c/2/7"]
    assert (seen.requests, seen.iterations) == (3, 1)


def test_a_pass_that_has_begun_is_finished(serve) -> None:  # type: ignore[no-untyped-def]
    port, asked = serve()
    seen = run(load(port, iterations=[[Step("GET", f"/{name}")] for name in "abcde"], seconds=0.000_001))
    assert sorted(path for _, path, _, _ in asked.requests) == ["/a", "/b", "/c", "/d", "/e"]
    assert seen.cache_hits == 5


def test_a_connection_that_the_server_closes_is_closed_at_once_also_after_the_last_answer() -> None:
    closed: list[bool] = []

    def answer_one_after_the_other() -> None:
        for _ in range(3):
            connection, _ = listening.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(2.0)
                try:
                    closed.append(connection.recv(1) == b"")
                except TimeoutError:
                    closed.append(False)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=answer_one_after_the_other)
        server.start()
        port = listening.getsockname()[1]
        run(Load(port=port, iterations=[[Step("GET", "/")]] * 3, host="localhost", seconds=0.0, connections=2))
        server.join()
    assert closed == [True] * 3


def test_connections_are_renewed_so_that_workers_share_the_load(serve: Callable[..., tuple[int, Seen]]) -> None:
    port, seen = serve()
    asked = [[Step("GET", "/")]] * 7
    run(Load(port=port, iterations=asked, host="localhost", seconds=0.0, connections=1, renewed_after=3))
    assert seen.connections == 3
