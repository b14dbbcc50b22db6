"""A page out of the cache is as new as one out of the database."""

import json
from collections.abc import Callable, Iterator

import pytest
from asking import ask
from crm_ladder.composition import RUNGS, start
from crm_naive.customers.models import Address, Customer, Relationship
from django.db import transaction
from django_redis import get_redis_connection
from watched_connection import watched_connection

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("customers")]


@pytest.fixture(autouse=True)
def tuned(cache_url: str) -> Iterator[None]:
    get_redis_connection("default").flushdb()
    with watched_connection():
        start(RUNGS)
        yield


def add_an_address() -> None:
    Address.objects.create(customer=Customer.objects.latest("created", "id"), city_code="5", city="Bonn", country="DE")


WRITES = [
    lambda: Customer.objects.update(last_name="Ngô"),
    lambda: Customer.objects.bulk_create([Customer(customer_id="new")]),
    lambda: Customer.objects.latest("created", "id").delete(),
    lambda: Relationship.objects.update(points=99),
    lambda: Address.objects.all().delete(),
    add_an_address,
]


@pytest.mark.parametrize("write", WRITES)
def test_no_page_is_older_than_a_write_to_any_of_the_three_tables(write: Callable[[], object]) -> None:
    before = ask(RUNGS)
    assert ask(RUNGS)["X-Cache"] == "HIT"
    with transaction.atomic():
        write()
    after, computed = ask(RUNGS), ask(RUNGS[:-1])
    assert after["X-Cache"] == "MISS"
    assert json.loads(before.content) != json.loads(after.content) == json.loads(computed.content)
