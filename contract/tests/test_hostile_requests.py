"""No request leads to a 5xx, and the service still answers after it."""

import json

import pytest
from crm_contract.sample_data.customers import Create, new_customer
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient, error_fields
from crm_contract.service_under_test.raw_http import exchange

DEEP = 30_000
MEGABYTE = 1_000_000


def deep(opening: str, closing: str, times: int = DEEP) -> str:
    return opening * times + closing * times


@pytest.mark.parametrize(
    "text",
    [
        deep("[", "]"),
        "[" * 60_000,
        deep('{"a":', "}", 10_000).replace(":}", ":1}"),
        '{"a":' * 10_000,
        json.dumps(new_customer())[:-1] + ', "nickname": ' + deep("[", "]") + "}",
        json.dumps(new_customer(first_name="@")).replace('"@"', deep("[", "]")),
        json.dumps(new_customer(address="@")).replace('"@"', deep("[", "]")),
    ],
    ids=["list", "open list", "object", "open object", "ignored", "name", "address"],
)
def test_a_deep_body_is_refused(api: CheckedClient, text: str) -> None:
    response = api.send_json("POST", CUSTOMERS, text=text)
    if response.status_code == 201:
        # An ignored member may have any depth.
        assert "nickname" in text
        api.delete(response.headers["Location"])
    else:
        assert response.status_code == 400


@pytest.mark.parametrize(
    "number", ["9" * 5_000, "-" + "9" * 60_000, "1e400", "-1e400", "1e-400", "0." + "0" * 5_000 + "1", "1E9999999"]
)
@pytest.mark.parametrize("member", ["points", "nickname"])
def test_a_huge_number_is_refused_or_ignored(api: CheckedClient, member: str, number: str) -> None:
    text = json.dumps(new_customer(relationship={member: "@"})).replace('"@"', number)
    response = api.send_json("POST", CUSTOMERS, text=text)
    if response.status_code == 201:
        assert member == "nickname"
        assert response.json()["relationship"]["points"] == 0
        api.delete(response.headers["Location"])
    else:
        # Some parsers cannot read the number.
        assert error_fields(response) in ([f"relationship.{member}"], ["body"])


def test_a_body_of_very_many_members_is_read(api: CheckedClient) -> None:
    text = json.dumps(new_customer(**{f"m{number}": 1 for number in range(5_000)}), separators=(",", ":"))
    assert len(text) < 65_536
    response = api.send_json("POST", CUSTOMERS, text=text)
    assert response.status_code == 201
    api.delete(response.headers["Location"])


@pytest.mark.parametrize(
    "name", ["__proto__", "__class__", "constructor", "self", "pk", "customer", "address_id", "", "\0", "a" * 10_000]
)
def test_unusual_members_are_ignored(api: CheckedClient, create: Create, name: str) -> None:
    created = create(**{name: {"id": 1}, "address": {name: 1, "city_code": "1", "city": "c", "country": "o"}})
    assert api.patch(f"{CUSTOMERS}/{created['id']}", json={name: 1, "relationship": {name: 1}}).status_code == 200


@pytest.mark.parametrize("pair", ["x=1", "city=", "&", "="])
def test_very_many_parameters_are_refused_or_ignored(api: CheckedClient, pair: str) -> None:
    response = api.get(f"{CUSTOMERS}?{'&'.join([pair] * (3_500 // (len(pair) + 1)))}")
    assert response.status_code in ((200, 400) if pair == "&" else (400,))


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1:99999999"},
        {"Host": "a b"},
        {"X-Forwarded-Host": "evil.example"},
        {"Cookie": "sessionid=\xff; csrftoken=\0".replace("\0", "")},
        {"Content-Length": "0", "Content-Type": "application/json"},
        {"Authorization": "Basic !!!"},
        {"If-None-Match": 'W/"x", "y", *'},
        {"If-Modified-Since": "yesterday"},
        {"Range": "bytes=0-1"},
        {"Accept-Encoding": "gzip, br, zstd, *;q=0"},
        {"Accept-Language": "x" * 4_000},
        {"X-HTTP-Method-Override": "DELETE"},
        {"Content-Encoding": "gzip"},
    ],
    ids=str,
)
def test_unusual_headers_are_no_error_of_the_service(
    api: CheckedClient, create: Create, headers: dict[str, str]
) -> None:
    created = create()
    raw = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
    request = api.build_request("GET", f"{CUSTOMERS}/{created['id']}", headers=raw)
    response = super(CheckedClient, api).send(request)
    assert response.status_code in (200, 400)
    assert "evil.example" not in response.text
    assert api.customer(created["id"]).json() == created


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET /api/v1/customers?first_name=\xff\xfe HTTP/1.1",
        b"GET /api/v1/customers?first_name=\xc3\xa4 HTTP/1.1",
        b"GET /api/v1/customers/\xff HTTP/1.1",
        b"GET /api/v1/customers?first_name=a b HTTP/1.1",
        b"GET /api/v1/customers?first_name=\x00 HTTP/1.1",
        b"GET /api/v1/customers/" + b"9" * 5_000 + b" HTTP/1.1",
        b"GET /api/v1/customers?first_name=" + b"%F0%9F%8E%89" * 2_000 + b" HTTP/1.1",
        b"GET /api/v1/customers?cursor=" + b"A" * 60_000 + b" HTTP/1.1",
        b"GET http://evil.example/api/v1/customers HTTP/1.1",
        b"GET //evil.example/api/v1/customers HTTP/1.1",
        b"GET * HTTP/1.1",
        b"OPTIONS * HTTP/1.1",
        b"GET  HTTP/1.1",
        b"\x16\x03\x01\x02\x00",
        b"GET /api/v1/customers HTTP/9.9",
        b"get /livez HTTP/1.1",
    ],
    ids=lambda line: repr(line[:60]),
)
def test_an_unusual_request_line_is_no_error_of_the_service(api: CheckedClient, request_line: bytes) -> None:
    """The server may answer these itself, or close the connection."""
    request = request_line + b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    answer = exchange(str(api.base_url), request, and_no_more=True)
    # 501 and 505 mean that the server does not implement a method or a version.
    assert answer is None or answer.status < 500 or answer.status in (501, 505)
    assert api.get("/livez").status_code == 200


@pytest.mark.parametrize(
    "headers", [b"X-Long: " + b"x" * MEGABYTE, b"X-Many: 1\r\n" * (MEGABYTE // 10)], ids=["long", "many"]
)
def test_headers_have_a_limit(api: CheckedClient, headers: bytes) -> None:
    """The server may answer these itself, or close the connection."""
    answer = exchange(
        str(api.base_url), b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + headers + b"\r\n\r\n"
    )
    assert answer is None or 400 <= answer.status < 500
    assert api.get("/livez").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: x",
        b"Content-Length: -1",
        b"Content-Length: 5\r\nContent-Length: 6",
        b"Content-Length: 5\r\nTransfer-Encoding: chunked",
        b"Transfer-Encoding: chunked",
        b"Transfer-Encoding: gzip",
        b"Content-Length: 99999999999999999999",
    ],
)
def test_an_unusual_length_is_no_error_of_the_service(api: CheckedClient, headers: bytes) -> None:
    head = (
        b"POST /api/v1/customers HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\n"
    )
    answer = exchange(str(api.base_url), head + headers + b"\r\n\r\n{}zzz\r\n", and_no_more=True)
    assert answer is None or answer.status < 500 or answer.status == 501
    assert api.get("/livez").status_code == 200
