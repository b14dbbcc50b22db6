"""A body of 65 536 bytes is read. One byte more is a 413."""

import json
from collections.abc import Iterator

import pytest
from crm_contract.sample_data.customers import Create, new_customer
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient

LIMIT_BYTES = 65_536


def body_of(size_bytes: int) -> bytes:
    """Return a valid body of this size; an ignored member fills it."""
    empty = json.dumps(new_customer(padding="")).encode()
    return empty.replace(b'"padding": ""', b'"padding": "' + b"x" * (size_bytes - len(empty)) + b'"')


def in_chunks(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 4096):
        yield body[start : start + 4096]


def test_the_longest_body_is_read(api: CheckedClient) -> None:
    body = body_of(LIMIT_BYTES)
    assert len(body) == LIMIT_BYTES
    response = api.send_json("POST", CUSTOMERS, text=body)
    assert response.status_code == 201
    assert api.delete(response.headers["Location"]).status_code == 204


@pytest.mark.parametrize("size_bytes", [LIMIT_BYTES + 1, 100_000, 1_000_000])
def test_a_longer_body_is_too_large_whatever_its_content(api: CheckedClient, create: Create, size_bytes: int) -> None:
    created = create()
    assert api.send_json("POST", CUSTOMERS, text=body_of(size_bytes)).status_code == 413
    assert api.send_json("POST", CUSTOMERS, text=b"x" * size_bytes).status_code == 413
    for method in ("PUT", "PATCH"):
        assert api.send_json(method, f"{CUSTOMERS}/{created['id']}", text=body_of(size_bytes)).status_code == 413
    assert api.customer(created["id"]).json() == created


def test_a_chunked_body_is_read_or_refused(api: CheckedClient) -> None:
    """Some servers do not deliver it to the service. Then they must refuse it."""
    response = api.post(CUSTOMERS, content=in_chunks(body_of(10_000)), headers={"Content-Type": "application/json"})
    assert response.status_code in (201, 400)
    if response.status_code == 201:
        assert api.delete(response.headers["Location"]).status_code == 204


def test_a_longer_chunked_body_is_refused(api: CheckedClient, create: Create) -> None:
    created = create()
    body = body_of(LIMIT_BYTES + 1)
    headers = {"Content-Type": "application/json"}
    assert api.post(CUSTOMERS, content=in_chunks(body), headers=headers).status_code in (400, 413)
    path = f"{CUSTOMERS}/{created['id']}"
    assert api.put(path, content=in_chunks(body), headers=headers).status_code in (400, 413)
    assert api.customer(created["id"]).json() == created
