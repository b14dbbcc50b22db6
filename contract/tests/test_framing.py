"""A service and a proxy in front of it read the same requests in the bytes of a connection."""

import json
import re

import pytest
from crm_contract.sample_data.customers import Create, new_customer
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient
from crm_contract.service_under_test.raw_http import exchange, exchange_bytes

UPGRADES = {
    "h2c": "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
    "H2C": "Connection: keep-alive, uPgRaDe\r\nUPGRADE: H2C",
    "websocket": "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: eA==",
    "anything": "Upgrade: TLS/1.0, HTTP/2.0, anything\r\nConnection: upgrade",
    "twice": "Upgrade: h2c\r\nUpgrade: websocket\r\nConnection: upgrade\r\nConnection: Upgrade",
    "not asked for": "Upgrade: h2c",
}


def head(api: CheckedClient, method: str, target: str, fields: str) -> bytes:
    host = api.base_url.netloc.decode()
    return f"{method} {target} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{fields}\r\n\r\n".encode()


def statuses(answers: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", answers)]


@pytest.mark.parametrize("upgrade", UPGRADES.values(), ids=UPGRADES)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "GET", "DELETE"])
@pytest.mark.parametrize("chunked", [False, True], ids=["sized", "chunked"])
def test_the_body_of_an_upgrade_is_never_a_request(
    api: CheckedClient, create: Create, method: str, upgrade: str, chunked: bool
) -> None:
    customer = create()
    smuggled = head(api, "DELETE", f"{CUSTOMERS}/{customer['id']}", "Content-Length: 0")
    body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(smuggled), smuggled) if chunked else smuggled
    framing = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(smuggled)}"
    target = CUSTOMERS if method == "POST" else f"{CUSTOMERS}/0"
    first = head(api, method, target, f"{upgrade}\r\n{framing}")
    last = head(api, "GET", "/livez", "Connection: close")
    for pieces in ([first + body + last], [first, body, last]):
        assert set(statuses(exchange_bytes(str(api.base_url), pieces))) <= {200, 400, 404}
    assert api.customer(customer["id"]).json() == customer


@pytest.mark.parametrize("upgrade", UPGRADES.values(), ids=UPGRADES)
def test_an_upgrade_is_ignored(api: CheckedClient, token: str, upgrade: str) -> None:
    body = json.dumps(new_customer(last_name=token)).encode()
    fields = f"{upgrade}\r\nContent-Length: {len(body)}"
    pieces = [head(api, "POST", CUSTOMERS, fields), body, head(api, "GET", "/livez", "Connection: close")]
    assert statuses(exchange_bytes(str(api.base_url), pieces))[:1] == [201]
    (created,) = api.list(last_name=token).json()["results"]
    api.delete(f"{CUSTOMERS}/{created['id']}")


@pytest.mark.parametrize(
    "fields",
    [
        "Content-Length: 2\r\nContent-Length: {size}",
        "Content-Length: {size}\r\nContent-Length: {size}",
        "Content-Length: {size}, {size}",
        "Content-Length: +{size}",
        "Content-Length: 0x{size}",
        "Content-Length: {size} {size}",
        "Content-Length : {size}",
        "Content-Length:\r\n {size}",
        "Content-Length: {size}\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: {size}",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: \x0bchunked",
        "Transfer-Encoding:\r\n chunked",
        "Transfer-Encoding : chunked",
        "X: a\nContent-Length: {size}",
        "X: a\0\r\nContent-Length: {size}",
        "X: a\rContent-Length: {size}",
    ],
    ids=repr,
)
def test_a_body_of_two_possible_sizes_is_refused(api: CheckedClient, token: str, fields: str) -> None:
    body = json.dumps(new_customer(last_name=token)).encode()
    chunks = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    for content in (body, chunks):
        request = head(api, "POST", CUSTOMERS, "Connection: close\r\n" + fields.format(size=len(content)))
        answer = exchange(str(api.base_url), request + content, and_no_more=True)
        assert answer is None or 400 <= answer.status < 500 or answer.status == 501
    assert api.list(last_name=token).json()["results"] == []


@pytest.mark.parametrize("field", ["Host: evil.example", "Content-Type: text/plain", "Authorization: Bearer x"])
def test_a_trailer_is_no_header(api: CheckedClient, token: str, field: str) -> None:
    body = json.dumps(new_customer(last_name=token)).encode()
    request = head(api, "POST", CUSTOMERS, "Connection: close\r\nTransfer-Encoding: chunked\r\nTrailer: X")
    request += b"%x\r\n%b\r\n0\r\n%b\r\n\r\n" % (len(body), body, field.encode())
    answer = exchange(str(api.base_url), request)
    assert answer is not None
    assert answer.status in (201, 400)  # a server may refuse such a trailer
    for created in api.list(last_name=token).json()["results"]:
        assert answer.status == 201
        api.delete(f"{CUSTOMERS}/{created['id']}")


def test_a_request_may_arrive_byte_by_byte(api: CheckedClient, token: str) -> None:
    body = json.dumps(new_customer(last_name=token)).encode()
    request = head(api, "POST", CUSTOMERS, f"Connection: close\r\nContent-Length: {len(body)}") + body
    answers = exchange_bytes(str(api.base_url), [request[at : at + 1] for at in range(len(request))])
    assert statuses(answers) == [201]
    (created,) = api.list(last_name=token).json()["results"]
    api.delete(f"{CUSTOMERS}/{created['id']}")


def test_garbage_after_a_request_does_not_change_its_answer(api: CheckedClient) -> None:
    answers = exchange_bytes(str(api.base_url), [head(api, "GET", "/livez", "X: y") + b"\0GARBAGE\r\n\r\n"])
    assert statuses(answers) in ([200], [200, 400])
