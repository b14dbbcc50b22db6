"""Decisions before a view is called: probes, a root path, hosts, content types, sizes of bodies."""

import re
import socket
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import redis

from tests.factories import add_customers

LIST = "/api/v1/customers"


def test_under_a_root_path_everything_works_as_at_the_root(
    transactional_db: None, cache: redis.Redis, serve: Callable[..., httpx.Client], ada: dict[str, Any], settings: Any
) -> None:
    settings.STATIC_URL = "static/"  # Django keeps the first value that it has read, with the root path of that moment
    api = serve(root_path="/crm")
    root = str(api.base_url).rstrip("/") + "/crm"
    locations = [api.post(LIST, json=ada | {"customer_id": f"A-{n}"}).headers["location"] for n in range(2)]
    assert [location.rpartition("/")[0] for location in locations] == [f"{root}{LIST}"] * 2

    answers = [api.get(f"{LIST}?page_size=1") for _ in range(2)]
    assert [answer.headers["x-cache"] for answer in answers] == ["MISS", "HIT"]
    assert answers[0].headers["etag"] == answers[1].headers["etag"]
    assert answers[1].json()["next"].startswith(f"{root}{LIST}?")
    unchanged = api.get(f"{LIST}?page_size=1", headers={"if-none-match": answers[0].headers["etag"]})
    assert unchanged.status_code == 304
    assert [api.get(probe).status_code for probe in ("/livez", "/readyz")] == [200, 200]

    page = api.get("/api/swagger").text
    assets = re.findall(r'(?:href|src)="(/[^"]*)"', page)
    assert assets
    for asset in assets:
        assert asset.startswith("/crm/static/")
        assert api.get(asset.removeprefix("/crm")).status_code == 200


def test_a_probe_needs_neither_a_host_nor_tls(
    transactional_db: None, cache: redis.Redis, serve: Callable[..., httpx.Client], settings: Any
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    api = serve()
    for probe in ("/livez", "/readyz"):
        assert api.get(probe, headers={"host": "10.0.0.1"}).status_code == 200
    assert api.get(LIST, headers={"host": "10.0.0.1"}).status_code == 400
    redirect = api.post(LIST, json={})
    assert (redirect.status_code, redirect.headers["location"]) == (
        301,
        f"https://{api.base_url.netloc.decode()}{LIST}",
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "DELETE"])
@pytest.mark.parametrize("path", ["/static/ninja/swagger-ui.css", "/api/swagger", "/livez", "/readyz"])
def test_what_is_read_only_says_so(api: httpx.Client, method: str, path: str) -> None:
    answer = api.request(method, path, json={})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path", ["%2e%2e/settings.py", "../../etc/passwd", "%2fetc%2fpasswd", "%00", "a" * 300, "ninja"]
)
def test_a_path_out_of_the_static_files_is_not_there(api: httpx.Client, path: str) -> None:
    assert api.get(f"/static/{path}").status_code == 404


@pytest.mark.parametrize(
    "content_type",
    ["a; charset*=utf-8''%00", "application/json; charset=idna", "a/b; charset=\xff", ";;=", "a; charset=rot13"],
)
@pytest.mark.parametrize("path", [LIST, f"{LIST}/1", "/api/openapi.json", "/readyz", "/nope"])
def test_no_content_type_of_a_read_changes_its_answer(api: httpx.Client, path: str, content_type: str) -> None:
    plain = api.get(path)
    declared = api.get(f"{path}?", headers={"content-type": content_type.encode("latin-1")})
    assert (declared.status_code, declared.content) == (plain.status_code, plain.content)


@pytest.mark.parametrize(("digits", "status"), [("0" * 5_000 + "2", 400), ("9" * 18, 413), ("9" * 5_000, 400)])
def test_a_length_of_very_many_digits_is_no_error_of_the_service(api: httpx.Client, digits: str, status: int) -> None:
    head = f"POST {LIST} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {digits}\r\n"
    with socket.create_connection((api.base_url.host, api.base_url.port or 80), timeout=10) as connection:
        connection.sendall(f"{head}\r\n{{}}".encode())
        assert connection.recv(65_536).startswith(b"HTTP/1.1 %d " % status)


def test_an_answer_that_can_have_no_content_has_no_length(api: httpx.Client) -> None:
    add_customers(1)
    url = f"{LIST}/{api.get(LIST).json()['results'][0]['id']}"
    unchanged = api.get(url, headers={"if-none-match": api.get(url).headers["etag"]})
    deleted = api.delete(url)
    assert (unchanged.status_code, deleted.status_code) == (304, 204)
    for answer in (unchanged, deleted):
        assert not {"content-length", "transfer-encoding"} & set(answer.headers)


def test_a_host_that_is_not_ours_is_refused(api: httpx.Client) -> None:
    assert api.get(LIST, headers={"host": "evil.example"}).status_code == 400


def test_a_body_over_64_kib_is_refused_before_it_is_read(api: httpx.Client) -> None:
    with socket.create_connection((api.base_url.host, api.base_url.port or 80), timeout=2) as client:
        client.sendall(b"POST /api/v1/customers HTTP/1.1\r\nhost: localhost\r\ncontent-length: 200000000\r\n\r\n")
        answer = client.recv(65536)
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"application/problem+json" in answer


def test_a_chunked_body_is_measured_while_it_is_read(api: httpx.Client) -> None:
    chunks = (b" " * 10_000 for _ in range(10))
    assert api.post(LIST, content=chunks, headers={"content-type": "application/json"}).status_code == 413


def test_bytes_that_no_address_can_have_are_refused(api: httpx.Client) -> None:
    with socket.create_connection((api.base_url.host, api.base_url.port or 80), timeout=2) as client:
        client.sendall(b"GET /api/v1/customers?first_name=Zo\xff HTTP/1.1\r\nhost: localhost\r\n\r\n")
        assert client.recv(65536).startswith(b"HTTP/1.1 400 ")
