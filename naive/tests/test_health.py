import json
import time

from django.db import connection
from factories import LIST, a_body
from gunicorn_server import ask, ask_raw_bytes, free_port, gunicorn


def test_a_probe_needs_no_host_and_no_tls(db: None) -> None:
    with gunicorn(database_port=connection.settings_dict["PORT"], SECURE_SSL_REDIRECT="True") as port:
        for host in ("Host: 10.0.0.1\r\n", "Host: 127.0.0.1\r\n", ""):
            for probe in ("/livez", "/readyz"):
                request = f"GET {probe} HTTP/1.1\r\n{host}\r\n"
                assert ask_raw_bytes(port, request.encode()).startswith(b"HTTP/1.1 200 ")
        for path in (LIST, "/static/x", "/nope"):
            request = f"GET {path} HTTP/1.1\r\nHost: evil.example\r\n\r\n"
            assert ask_raw_bytes(port, request.encode()).startswith(b"HTTP/1.1 400 ")


def test_without_a_database_the_process_lives_and_other_requests_are_a_503_within_2_s(db: None) -> None:
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
