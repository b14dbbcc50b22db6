"""The WSGI middleware, through the socket of a gunicorn: bodies, their sizes and their character sets."""

import json
import socket

import pytest
from factories import LIST, a_body, a_customer
from gunicorn_server import ask, ask_raw_bytes

LIMIT_BYTES = 64 * 1024


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

    assert ask_raw_bytes(port, request.encode()).startswith(b"HTTP/1.1 413 ")


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

    assert ask_raw_bytes(port, request.encode("latin-1")).startswith(b"HTTP/1.1 400 ")


def test_a_broken_chunk_is_a_400(port: int) -> None:
    request = f"POST {LIST} HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nnot a size\r\n"

    assert ask_raw_bytes(port, request.encode()).startswith(b"HTTP/1.1 400 ")


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
