"""If API_WRITE_TOKEN is set, writes need it as a bearer token, and reads do not."""

from typing import Any

import httpx
import pytest
from crm_optimized.api.write_token import may_write
from django.test import RequestFactory

LIST = "/api/v1/customers"
TOKEN = "a-token-of-the-tests"
WRONG = ["", TOKEN, f"Basic {TOKEN}", "Bearer", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", b"Bearer \xe4"]


@pytest.fixture
def closed(api: httpx.Client, settings: Any) -> httpx.Client:
    settings.API_WRITE_TOKEN = TOKEN
    return api


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_write_without_the_token_is_refused(closed: httpx.Client, ada: dict[str, Any], method: str) -> None:
    right = {"authorization": f"Bearer {TOKEN}"}
    location = closed.post(LIST, json=ada, headers=right).headers["location"]
    before = closed.get(location).content
    url = LIST if method == "POST" else location
    body = ada | {"first_name": "Augusta"}

    assert closed.request(method, url, json=body).status_code == 401
    for authorization in WRONG:
        headers: Any = {"authorization": authorization}
        assert closed.request(method, url, json=body, headers=headers).status_code == 401
    assert closed.get(location).content == before
    assert len(closed.get(LIST).json()["results"]) == 1


def test_the_refusal_says_how_to_write(closed: httpx.Client, ada: dict[str, Any]) -> None:
    refused = closed.post(LIST, json=ada)

    assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["title"] == "Unauthorized"


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
def test_a_write_with_the_token_is_done(closed: httpx.Client, ada: dict[str, Any], scheme: str) -> None:
    headers = {"authorization": f"{scheme} {TOKEN}"}
    created = closed.post(LIST, json=ada, headers=headers)
    assert created.status_code == 201
    assert closed.delete(created.headers["location"], headers=headers).status_code == 204


def test_reads_stay_open(closed: httpx.Client) -> None:
    for path in (LIST, "/livez", "/readyz", "/api/swagger", "/api/openapi.json"):
        assert closed.get(path).status_code == 200


def test_without_a_token_all_clients_may_write(api: httpx.Client, ada: dict[str, Any], settings: Any) -> None:
    assert settings.API_WRITE_TOKEN == ""
    assert api.post(LIST, json=ada).status_code == 201


@pytest.mark.parametrize("authorization", ["Bearer {} ", " Bearer {}", "\tBearer   {}\t ", "bearer {}  "])
def test_blanks_around_the_token_are_no_part_of_it(settings: Any, authorization: str) -> None:
    """RFC 9110. The HTTP client of the other tests refuses to send them."""
    settings.API_WRITE_TOKEN = TOKEN
    assert may_write(RequestFactory().post(LIST, HTTP_AUTHORIZATION=authorization.format(TOKEN)))
    assert not may_write(RequestFactory().post(LIST, HTTP_AUTHORIZATION=authorization.format(TOKEN + "x")))
