"""With asynchronous reads, answers, statements and the cache are those of ninja."""

import json
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


@pytest.fixture(autouse=True)
def ninja_async(settings: Any, cache_url: str) -> None:
    settings.ROOT_URLCONF = "crm_ladder.frameworks.ninja_async"
    get_redis_connection("default").flushdb()


def statements(client: Client, url: str) -> tuple[int, int]:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    return response.status_code, len(captured)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: "&".join(question.values()))
def test_every_list_is_the_one_of_the_tuned_rungs(client: Client, question: dict[str, str]) -> None:
    assert list(walk_over_http(client, LIST, question)) == list(walk(RUNGS, question))


def test_a_list_costs_one_statement_and_none_the_second_time_and_a_customer_costs_one(client: Client) -> None:
    assert [statements(client, LIST) for _ in range(2)] == [(200, 1), (200, 0)]
    assert statements(client, f"{LIST}/{Customer.objects.first().pk}") == (200, 1)
    assert statements(client, f"{LIST}/0") == (404, 1)


def test_all_wrong_parameters_are_named(client: Client) -> None:
    answer = client.get(f"{LIST}?page_size=0&gender=x&nope=1&city=a&city=b")
    assert answer.status_code == 400
    assert [each["field"] for each in json.loads(answer.content)["errors"]] == ["city", "gender", "nope", "page_size"]


def test_a_write_is_ninjas(client: Client) -> None:
    body = {"customer_id": "N-1", "first_name": "Ada", "last_name": "Ngô"}
    created = client.post(LIST, body, content_type="application/json")
    assert created.status_code == 201
    assert client.get(created["Location"]).json() == created.json()
    assert client.options(LIST)["Allow"] == "GET, HEAD, POST"
