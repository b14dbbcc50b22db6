from typing import Any

import pytest
from django.test import Client
from factories import LIST, a_body, a_customer

TOKEN = "a-token-of-the-tests"
WRONG = [None, "", TOKEN, f"Basic {TOKEN}", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer ä"]


@pytest.fixture
def closed(db: None, settings: Any) -> None:
    settings.API_WRITE_TOKEN = TOKEN


def status(client: Client, method: str, path: str, authorization: str | None) -> int:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = client.generic(method, path, "{}", content_type="application/json", headers=headers)
    return answer.status_code


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("authorization", WRONG)
def test_a_write_without_the_token_is_refused(
    closed: None, client: Client, method: str, authorization: str | None
) -> None:
    path = LIST if method == "POST" else f"{LIST}/{a_customer().pk}"

    assert status(client, method, path, authorization) == 401
    assert client.get(LIST).json()["count"] == (method != "POST")


def test_the_refusal_says_how_to_write(closed: None, client: Client) -> None:
    refused = client.post(LIST, a_body(), content_type="application/json")

    assert refused["WWW-Authenticate"] == "Bearer"
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["title"] == "Unauthorized"


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  ", "  Bearer"])
def test_a_write_with_the_token_succeeds(closed: None, client: Client, scheme: str) -> None:
    created = client.post(
        LIST, a_body(), content_type="application/json", headers={"Authorization": f"{scheme} {TOKEN} "}
    )
    assert created.status_code == 201
    assert status(client, "DELETE", f"{LIST}/{created.json()['id']}", f"{scheme} {TOKEN}") == 204


def test_reads_stay_open(closed: None, client: Client) -> None:
    for path in (LIST, f"{LIST}/{a_customer().pk}", "/livez", "/readyz", "/api/openapi.json"):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200


def test_without_a_token_in_the_settings_every_client_may_write(db: None, settings: Any, client: Client) -> None:
    assert settings.API_WRITE_TOKEN == ""
    assert client.post(LIST, a_body(), content_type="application/json").status_code == 201
