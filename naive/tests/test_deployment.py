"""The service as it is run: gunicorn, a process and a socket of its own."""

import http.client
import json
import logging
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from crm_naive.escaped_log import EscapedFormatter
from django.db import connection
from given import LIST, a_body, a_customer

LIMIT_BYTES = 64 * 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def gunicorn(*, database_port: str, threads: int = 1, query: str = "", **environment: str) -> Iterator[int]:
    """Yield the port of a gunicorn whose database is the one of the tests, or would be if anything listened there."""
    port = free_port()
    database = connection.settings_dict
    url = (
        f"postgresql://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database_port}/{database['NAME']}"
        f"{query}"
    )
    options = (
        f"--config python:crm_naive.gunicorn_conf --bind 127.0.0.1:{port} --workers 1 --threads {threads} "
        "--no-control-socket --log-level critical"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "crm_naive.wsgi:application", *options.split()],
        env=os.environ | {"DATABASE_URL": url, "ALLOWED_HOSTS": "127.0.0.1", "LOG_LEVEL": "CRITICAL"} | environment,
    )
    try:
        give_up_at = time.monotonic() + 60
        while not answers(port):
            assert process.poll() is None
            assert time.monotonic() < give_up_at
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


def answers(port: int) -> bool:
    try:
        return ask(port, "GET", "/livez").status == 200
    except OSError:  # a worker that is still starting on a busy machine takes its time
        return False


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()


def ask(
    port: int,
    method: str,
    path: str,
    body: bytes | Iterator[bytes] | None = None,
    content_type: str = "application/json",
) -> Answer:
    """A body that is an iterator is sent in chunks."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        client.request(method, path, body=body, headers={"Content-Type": content_type})
        return Answer(client.getresponse())
    finally:
        client.close()


def ask_with_raw_bytes(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
        raw.sendall(request)
        return raw.recv(65536)


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[int]:
    with gunicorn(database_port=connection.settings_dict["PORT"]) as port:
        yield port


@pytest.fixture
def port(transactional_db: None, server: int) -> int:
    return server


def test_a_list_and_its_head_come_over_the_socket(port: int) -> None:
    customer = a_customer("C-ä")

    listed = ask(port, "GET", LIST)
    assert json.loads(listed.body)["results"][0]["id"] == customer.pk
    assert "C-ä".encode() in listed.body
    head = ask(port, "HEAD", LIST)
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", str(len(listed.body)))


def test_a_body_of_64_kib_is_taken_and_one_byte_more_is_not(port: int) -> None:
    body = json.dumps(a_body()).encode()

    assert ask(port, "POST", LIST, body.ljust(LIMIT_BYTES)).status == 201
    refused = ask(port, "POST", LIST, body.ljust(LIMIT_BYTES + 1))
    assert (refused.status, refused.headers["Content-Type"]) == (413, "application/problem+json")
    assert json.loads(refused.body)["status"] == 413


def test_a_body_that_is_announced_too_large_is_refused_before_any_of_it_is_sent(port: int) -> None:
    request = f"POST {LIST} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 200000000\r\n\r\n"

    assert ask_with_raw_bytes(port, request.encode()).startswith(b"HTTP/1.1 413 ")


def test_a_chunked_body_is_read_and_capped_too(port: int) -> None:
    body = json.dumps(a_body()).encode()

    created = ask(port, "POST", LIST, iter([body[:5], body[5:]]))
    assert (created.status, json.loads(created.body)["customer_id"]) == (201, "C-0")
    assert ask(port, "POST", LIST, iter([body, b" " * LIMIT_BYTES])).status == 413


@pytest.mark.parametrize("charset", ["latin-1", "utf-16", "rot13", "base64", "idna", "undefined", "no-such"])
def test_the_charset_of_a_body_does_not_decode_the_query(port: int, charset: str) -> None:
    a_customer("C", first_name="Zoë")
    content_type = f"application/json; charset={charset}"

    for path in (
        f"{LIST}?first_name=%C3%AB",
        f"{LIST}?" + "a=1&" * 900,
        "/api/openapi.json?version=%C3%AB",
        "/livez?a",
    ):
        plain = ask(port, "GET", path)
        declared = ask(port, "GET", path, content_type=content_type)
        assert (declared.status, declared.body) == (plain.status, plain.body)


@pytest.mark.parametrize("length", ["-1", "x", "+5", "\u00b2", "1, 2"])
def test_a_length_that_is_none_is_a_400(port: int, length: str) -> None:
    request = f"POST {LIST} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n{{}}"

    assert ask_with_raw_bytes(port, request.encode("latin-1")).startswith(b"HTTP/1.1 400 ")


def test_a_broken_chunk_is_a_400(port: int) -> None:
    request = f"POST {LIST} HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nnot a size\r\n"

    assert ask_with_raw_bytes(port, request.encode()).startswith(b"HTTP/1.1 400 ")


def test_a_body_that_ends_before_its_length_is_not_executed(port: int) -> None:
    customer = a_customer(first_name="Ada")
    body = json.dumps({"first_name": "Eve"}).encode()
    for method in ("PATCH", "DELETE"):
        request = f"{method} {LIST}/{customer.pk} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        request += f"Content-Length: {len(body) + 1}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
            raw.sendall(request.encode() + body)
            raw.shutdown(socket.SHUT_WR)
            assert raw.recv(65536).startswith(b"HTTP/1.1 400 ")
        customer.refresh_from_db()
        assert customer.first_name == "Ada"


@pytest.mark.parametrize("field", ["SCRIPT_NAME: /x", "PATH_INFO: /x", "Script-Name: /x", "REMOTE_USER: x"])
def test_a_header_cannot_move_the_service_to_another_path(port: int, field: str) -> None:
    request = f"GET {LIST} HTTP/1.1\r\nHost: 127.0.0.1\r\n{field}\r\n\r\n"

    assert ask_with_raw_bytes(port, request.encode()).startswith(b"HTTP/1.1 200 ")


def test_a_probe_needs_neither_a_host_nor_tls(db: None) -> None:
    with gunicorn(database_port=connection.settings_dict["PORT"], SECURE_SSL_REDIRECT="True") as port:
        for host in ("Host: 10.0.0.1\r\n", "Host: 127.0.0.1\r\n", ""):
            for probe in ("/livez", "/readyz"):
                request = f"GET {probe} HTTP/1.1\r\n{host}\r\n"
                assert ask_with_raw_bytes(port, request.encode()).startswith(b"HTTP/1.1 200 ")
        for path in (LIST, "/static/x", "/nope"):
            request = f"GET {path} HTTP/1.1\r\nHost: evil.example\r\n\r\n"
            assert ask_with_raw_bytes(port, request.encode()).startswith(b"HTTP/1.1 400 ")


def test_under_a_root_path_links_and_assets_begin_with_it(transactional_db: None) -> None:
    for number in range(2):
        a_customer(f"C-{number}")
    with gunicorn(database_port=connection.settings_dict["PORT"], ROOT_PATH="/crm") as port:
        root = f"http://127.0.0.1:{port}/crm"
        created = ask(port, "POST", LIST, json.dumps(a_body(customer_id="C-x")).encode())
        assert created.headers["Location"].startswith(f"{root}{LIST}/")
        assert json.loads(ask(port, "GET", f"{LIST}?page_size=1").body)["next"].startswith(f"{root}{LIST}?")
        assets = re.findall(r'(?:href|src)="(/[^"]*)"', ask(port, "GET", "/api/swagger").body.decode())
        assert assets
        for asset in assets:
            assert asset.startswith("/crm/static/")
            assert ask(port, "GET", asset.removeprefix("/crm")).status == 200


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_no_input_begins_a_line_of_the_log(end: str) -> None:
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "path %s", (f"a{end}FORGED",), None)

    lines = EscapedFormatter().format(record).splitlines()
    assert not any(line.startswith("FORGED") for line in lines)


def test_without_a_database_the_process_lives_and_everything_else_is_a_503_within_the_pools_second(db: None) -> None:
    with gunicorn(database_port=str(free_port())) as port:
        assert ask(port, "GET", "/livez").status == 200
        assert ask(port, "GET", "/nope").status == 404
        body = json.dumps(a_body()).encode()
        for method, path in [
            ("GET", "/readyz"),
            ("GET", LIST),
            ("GET", f"{LIST}/1"),
            ("POST", LIST),
            ("DELETE", f"{LIST}/1"),
        ]:
            asked_at = time.monotonic()
            answer = ask(port, method, path, body if method == "POST" else None)
            assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert "errors" not in json.loads(answer.body)
            assert time.monotonic() - asked_at < 2


def test_with_a_database_the_service_is_ready(port: int) -> None:
    ready = ask(port, "GET", "/readyz")

    assert (ready.status, ready.body) == (200, b'{"status":"ok"}')


def django_says(*arguments: str, **environment: str) -> str:
    command = [sys.executable, "-m", "django", *arguments, "--settings", "crm_naive.settings"]
    inherited = {name: value for name, value in os.environ.items() if name not in {"DEBUG", "DJANGO_SECRET_KEY"}}
    run = subprocess.run(command, env=inherited | environment, capture_output=True, text=True, check=False)
    return run.stdout + run.stderr


def test_the_deployment_check_finds_nothing_beyond_what_the_settings_give_a_reason_for() -> None:
    said = django_says("check", "--deploy", DJANGO_SECRET_KEY="x1!" + "abcdefghijklmnopqrstuvwxyz" * 2)

    assert "identified no issues (3 silenced)" in said


def test_the_documentation_can_be_switched_off() -> None:
    ask = (
        "import django; django.setup(); from django.test import Client; print([Client().get(p).status_code for p in P])"
    )
    paths = "P = ['/livez', '/api/swagger', '/api/openapi.json']; "

    def answers_with(switch: str) -> str:
        environment = os.environ | {
            "API_DOCS": switch, "DJANGO_SETTINGS_MODULE": "crm_naive.settings", "ALLOWED_HOSTS": "testserver",
        }  # fmt: skip
        return subprocess.run(
            [sys.executable, "-c", paths + ask], env=environment, capture_output=True, text=True, check=True
        ).stdout.strip()

    assert answers_with("True") == "[200, 200, 200]"
    assert answers_with("False") == "[200, 404, 404]"


def test_there_is_no_secret_key_unless_one_is_given() -> None:
    assert "Set the DJANGO_SECRET_KEY environment variable" in django_says("check")


def test_a_secret_may_stand_in_a_file_that_a_variable_names(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("p@ss: /word")
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "POSTGRES_DB": "crm", "POSTGRES_USER": "crm", "POSTGRES_HOST": "database",
        "POSTGRES_PASSWORD_FILE": str(tmp_path / "password"), "DJANGO_SECRET_KEY_FILE": str(tmp_path / "password"),
    }  # fmt: skip
    show = "from crm_naive import settings; print(settings.DATABASES['default']['PASSWORD'], settings.SECRET_KEY)"
    run = subprocess.run([sys.executable, "-c", show], env=environment, capture_output=True, text=True, check=True)

    assert run.stdout == "p@ss: /word p@ss: /word\n"
