"""Under django-ninja, answers and statements are those of the tuned rungs; one customer takes one statement, not 3."""

from typing import Any

import pytest
from asking import QUESTIONS, walk, walk_over_http
from crm_ladder.composition import RUNGS
from crm_naive.customers.models import Customer
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_redis import get_redis_connection

pytestmark = [pytest.mark.servers, pytest.mark.django_db, pytest.mark.usefixtures("customers")]

LIST = "/v1/customers"
BODY = {"customer_id": "N-1", "first_name": "Ada", "last_name": "Ngô"}
ADDRESS = {"city_code": "5", "city": "Bonn", "country": "DE"}


@pytest.fixture(autouse=True)
def ninja(settings: Any, cache_url: str) -> None:
    settings.ROOT_URLCONF = "crm_ladder.frameworks.ninja"
    get_redis_connection("default").flushdb()


def statements(client: Client, method: str, *, url: str, body: Any = None) -> tuple[int, int]:
    """Of a request: its answer's status and the number of statements."""
    with CaptureQueriesContext(connection) as captured:
        response = client.generic(method, url, body or b"", content_type="application/json")
    return response.status_code, len([each for each in captured if "SAVEPOINT" not in each["sql"]])


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: "&".join(question.values()))
def test_every_list_is_the_one_of_the_tuned_rungs(client: Client, question: dict[str, str]) -> None:
    assert list(walk_over_http(client, LIST, question)) == list(walk(RUNGS, question))


def test_a_list_costs_one_statement_and_none_the_second_time(client: Client) -> None:
    assert [statements(client, "GET", url=LIST) for _ in range(2)] == [(200, 1), (200, 0)]


def test_one_customer_costs_one_statement(client: Client) -> None:
    url = f"{LIST}/{Customer.objects.first().pk}"
    assert statements(client, "GET", url=url) == (200, 1)
    assert statements(client, "HEAD", url=url) == (200, 1)
    assert statements(client, "GET", url=f"{LIST}/{10**30}") == (404, 0)


def test_a_patch_writes_what_it_names_and_answers_with_the_whole(client: Client) -> None:
    created = client.post(LIST, BODY | {"address": ADDRESS}, content_type="application/json")
    assert created.status_code == 201
    url = created["Location"]
    patch = {"address": {"street": "Straße"}, "relationship": {"points": 7}, "birthday": None}
    changed = client.patch(url, patch, content_type="application/json").json()
    assert changed == client.get(url).json()
    assert changed["last_updated"] > created.json()["last_updated"]
    expected = created.json() | {
        "last_updated": changed["last_updated"],
        "address": created.json()["address"] | {"street": "Straße"},
        "relationship": {"points": 7, "last_activity": None},
    }
    assert changed == expected
    assert client.patch(url, {"address": None}, content_type="application/json").json()["address"] is None
    incomplete = client.patch(url, {"address": {"city": "Bonn"}}, content_type="application/json")
    assert incomplete.status_code == 400
    assert [each["field"] for each in incomplete.json()["errors"]] == ["address.city_code", "address.country"]


def test_a_taken_customer_id_is_refused_and_nothing_is_written(client: Client) -> None:
    count = Customer.objects.count()
    response = client.post(LIST, BODY | {"customer_id": "C-1"}, content_type="application/json")
    assert (response.status_code, [each["field"] for each in response.json()["errors"]]) == (400, ["customer_id"])
    assert Customer.objects.count() == count


def test_other_methods_media_types_and_writes_without_the_token_are_refused(client: Client, settings: Any) -> None:
    refused = client.options(LIST)
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, POST")
    assert client.post(LIST, BODY, content_type="text/plain").status_code == 415
    settings.API_WRITE_TOKEN = "secret"
    refused = client.post(LIST, BODY, content_type="application/json")
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, "Bearer")
    bearer = {"Authorization": "Bearer secret"}
    assert client.post(LIST, BODY, content_type="application/json", headers=bearer).status_code == 201


def test_one_answer_names_all_wrong_parameters(client: Client) -> None:
    refused = client.get(f"{LIST}?city=a&city=b&page=1&page_size=0&points_min=x")
    assert refused.status_code == 400
    assert [each["field"] for each in refused.json()["errors"]] == ["city", "page", "page_size", "points_min"]
    assert [each["field"] for each in client.get(f"{LIST}?cursor=x").json()["errors"]] == ["cursor"]
