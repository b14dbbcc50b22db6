"""The service over HTTP, as a client meets it. What both services must answer is tested in contract/."""

import socket
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import redis
from crm_optimized.api.schemas import CustomerOut, CustomerPageOut
from crm_optimized.infrastructure.models import Customer
from django.test import Client

from tests.people import add_people

LIST = "/api/v1/customers"


def cache_outcomes(api: httpx.Client, *paths: str) -> list[str]:
    return [api.get(path).headers["x-cache"] for path in paths]


def test_an_answer_is_computed_once_then_comes_from_the_cache(api: httpx.Client) -> None:
    assert cache_outcomes(api, LIST, LIST) == ["MISS", "HIT"]
    assert api.get(LIST).content == api.get(LIST).content


def test_the_order_of_parameters_is_no_difference_and_their_values_are(api: httpx.Client) -> None:
    outcomes = cache_outcomes(
        api, f"{LIST}?city=a&gender=male", f"{LIST}?gender=male&city=a", f"{LIST}?gender=male&city=b"
    )
    assert outcomes == ["MISS", "HIT", "MISS"]


def test_every_page_is_cached_for_itself(api: httpx.Client) -> None:
    add_people(5)
    first = api.get(LIST, params={"page_size": 2})
    second = api.get(first.json()["next"])
    assert second.headers["x-cache"] == "MISS"
    assert second.json()["results"] != first.json()["results"]
    assert api.get(first.json()["next"]).content == second.content


def test_links_carry_the_host_that_the_client_used(api: httpx.Client) -> None:
    add_people(3)
    links = [
        api.get(f"{LIST}?page_size=1", headers={"host": host}).json()["next"] for host in ("localhost", "127.0.0.1")
    ]
    assert [httpx.URL(link).host for link in links] == ["localhost", "127.0.0.1"]


def test_an_answer_that_can_have_no_content_has_no_length(api: httpx.Client) -> None:
    add_people(1)
    url = f"{LIST}/{api.get(LIST).json()['results'][0]['id']}"
    unchanged = api.get(url, headers={"if-none-match": api.get(url).headers["etag"]})
    deleted = api.delete(url)
    assert (unchanged.status_code, deleted.status_code) == (304, 204)
    for answer in (unchanged, deleted):
        assert not {"content-length", "transfer-encoding"} & set(answer.headers)


def test_a_host_that_is_not_ours_is_refused(api: httpx.Client) -> None:
    assert api.get(LIST, headers={"host": "evil.example"}).status_code == 400


WRITES: dict[str, Callable[[httpx.Client, str, dict[str, Any]], httpx.Response]] = {
    "POST": lambda api, _, ada: api.post(LIST, json=ada | {"customer_id": "other"}),
    "PUT": lambda api, url, ada: api.put(url, json=ada | {"first_name": "Augusta"}),
    "PATCH": lambda api, url, _: api.patch(url, json={"relationship": {"points": 8}}),
    "PATCH address": lambda api, url, _: api.patch(url, json={"address": None}),
    "DELETE": lambda api, url, _: api.delete(url),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_every_write_is_seen_by_the_next_read_of_a_cached_page(
    write: Callable[[httpx.Client, str, dict[str, Any]], httpx.Response], api: httpx.Client, ada: dict[str, Any]
) -> None:
    url = api.post(LIST, json=ada).headers["location"]
    before = api.get(LIST)
    assert api.get(LIST).headers["x-cache"] == "HIT"
    assert write(api, url, ada).is_success
    after = api.get(LIST)
    assert after.headers["x-cache"] == "MISS"
    assert after.json() != before.json()


def test_a_write_that_is_refused_leaves_the_cache_alone(api: httpx.Client, ada: dict[str, Any]) -> None:
    api.post(LIST, json=ada)
    api.get(LIST)
    assert api.post(LIST, json=ada).status_code == 400
    assert api.get(LIST).headers["x-cache"] == "HIT"


def test_what_has_not_changed_is_not_sent_again(api: httpx.Client, ada: dict[str, Any]) -> None:
    etag = api.get(LIST).headers["etag"]
    for condition in (etag, f'"other", {etag}', "*"):
        unchanged = api.get(LIST, headers={"if-none-match": condition})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged.headers["etag"] == etag
    api.post(LIST, json=ada)
    assert api.get(LIST, headers={"if-none-match": etag}).status_code == 200


def test_errors_are_neither_cached_nor_tagged(api: httpx.Client, cache: redis.Redis) -> None:
    for path in (f"{LIST}?page_size=0", f"{LIST}/1", f"{LIST}?cursor=AAAA"):
        refusal = api.get(path)
        assert refusal.status_code in (400, 404)
        assert "etag" not in refusal.headers
    stored: Any = cache.keys()
    assert not [key for key in stored if b"://" in key]


def test_a_cursor_of_another_ordering_filter_or_page_size_is_refused(api: httpx.Client) -> None:
    add_people(5)
    cursor = httpx.URL(api.get(f"{LIST}?page_size=2").json()["next"]).params["cursor"]
    assert api.get(LIST, params={"cursor": cursor, "page_size": "02"}).status_code == 200
    assert api.get(LIST, params={"cursor": cursor}).status_code == 400
    assert api.get(LIST, params={"cursor": cursor, "page_size": 2, "ordering": "created"}).status_code == 400
    assert api.get(LIST, params={"cursor": cursor, "page_size": 2, "gender": "male"}).status_code == 400


def test_ready_bytes_match_the_documented_schema(api: httpx.Client, ada: dict[str, Any]) -> None:
    add_people(30)
    created = api.post(LIST, json=ada)
    page = api.get(LIST)
    CustomerPageOut.model_validate_json(page.content, strict=True, extra="forbid")
    CustomerOut.model_validate_json(created.content, strict=True, extra="forbid")
    assert page.json()["results"][0] == created.json()
    assert api.get(created.headers["location"]).content == created.content
    assert list(created.json()) == list(CustomerOut.model_fields)


def test_a_write_answers_every_member_as_it_was_given(api: httpx.Client, ada: dict[str, Any]) -> None:
    created = api.post(LIST, json=ada).json()
    ada["relationship"]["last_activity"] = "2024-05-01T10:11:12.500000Z"
    assert {name: created[name] for name in ada} == ada


def test_a_body_over_64_kib_is_refused_before_it_is_read(api: httpx.Client) -> None:
    with socket.create_connection((api.base_url.host, api.base_url.port or 80), timeout=2) as client:
        client.sendall(b"POST /api/v1/customers HTTP/1.1\r\nhost: localhost\r\ncontent-length: 200000000\r\n\r\n")
        answer = client.recv(65536)
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"application/problem+json" in answer


def test_a_chunked_body_is_measured_while_it_is_read(api: httpx.Client) -> None:
    chunks = (b" " * 10_000 for _ in range(10))
    assert api.post(LIST, content=chunks, headers={"content-type": "application/json"}).status_code == 413


def test_the_views_work_under_a_stock_django_handler_too(transactional_db: None, ada: dict[str, Any]) -> None:
    """Writes through the URLconf alone: nothing but speed depends on the ASGI callable."""
    from crm_optimized.bootstrap import fill_container

    fill_container()
    created = Client().post(LIST, ada, content_type="application/json")
    assert created.status_code == 201
    assert Customer.objects.get().first_name == "Ada"


def test_the_documentation_comes_with_its_own_assets(api: httpx.Client) -> None:
    page = api.get("/api/swagger")
    assert page.status_code == 200
    assets = [part.split('"')[0] for part in page.text.split('"/static/')[1:]]
    assert assets
    for asset in assets:
        assert api.get(f"/static/{asset}").status_code == 200


def test_the_specification_documents_queries_and_commands(api: httpx.Client) -> None:
    paths = api.get("/api/openapi.json").json()["paths"]
    assert set(paths["/api/v1/customers"]) == {"get", "post"}
    assert set(paths["/api/v1/customers/{id}"]) == {"get", "put", "patch", "delete"}
    assert len(paths["/api/v1/customers"]["get"]["parameters"]) == 25


def test_bytes_that_no_address_can_have_are_refused(api: httpx.Client) -> None:
    with socket.create_connection((api.base_url.host, api.base_url.port or 80), timeout=2) as client:
        client.sendall(b"GET /api/v1/customers?first_name=Zo\xff HTTP/1.1\r\nhost: localhost\r\n\r\n")
        assert client.recv(65536).startswith(b"HTTP/1.1 400 ")
