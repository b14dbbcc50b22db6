"""Every way in which Django can change a row deletes the cache's generation, after the commit and not before."""

import socket
import time
from collections.abc import Callable
from typing import Any

import pytest
import redis
from crm_optimized.infrastructure.invalidation import GENERATION_KEY, LEASE_S, invalidate_on_commit
from crm_optimized.infrastructure.models import Address, Customer, Relationship
from django.db import connection, transaction

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def customer(cache: redis.Redis) -> Customer:
    customer = Customer.objects.create(customer_id="A-1", first_name="Ada", last_name="Lovelace")
    Relationship.objects.create(customer=customer)
    Address.objects.create(customer=customer, city_code="1", city="London", country="UK")
    cache.set(GENERATION_KEY, "current")
    return customer


def new(code: str) -> Customer:
    return Customer(customer_id=code, first_name="New", last_name="Person")


WRITES: dict[str, Callable[[Customer], object]] = {
    "save": lambda c: c.save(),
    "create": lambda _: Customer.objects.create(customer_id="B", first_name="B", last_name="B"),
    "get_or_create": lambda _: Customer.objects.get_or_create(customer_id="B", first_name="B", last_name="B"),
    "update_or_create": lambda c: Customer.objects.update_or_create({"last_name": "X"}, customer_id=c.customer_id),
    "update": lambda _: Customer.objects.update(first_name="X"),
    "filtered update": lambda c: Relationship.objects.filter(customer=c).update(points=5),
    "bulk_create": lambda _: Customer.objects.bulk_create([new("B"), new("C")]),
    "bulk_update": lambda c: Customer.objects.bulk_update([c], ["first_name"]),
    "delete": lambda c: c.delete(),
    "queryset delete": lambda _: Customer.objects.all().delete(),
    "address save": lambda c: c.address.save(),
    "address delete": lambda c: c.address.delete(),
    "address queryset delete": lambda _: Address.objects.all().delete(),
    "relationship save": lambda c: c.relationship.save(),
    "raw delete": lambda c: Address.objects.filter(customer=c)._raw_delete("default"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_every_write_path_invalidates(
    write: Callable[[Customer], object], customer: Customer, cache: redis.Redis
) -> None:
    write(customer)
    assert cache.get(GENERATION_KEY) is None


def test_nothing_is_invalidated_before_the_commit(customer: Customer, cache: redis.Redis) -> None:
    with transaction.atomic():
        customer.save()
        assert cache.get(GENERATION_KEY) == b"current"
    assert cache.get(GENERATION_KEY) is None


def test_a_write_that_is_rolled_back_invalidates_nothing(customer: Customer, cache: redis.Redis) -> None:
    with transaction.atomic():
        customer.save()
        transaction.set_rollback(True)
    assert cache.get(GENERATION_KEY) == b"current"


def test_a_savepoint_that_is_rolled_back_does_not_swallow_what_follows(customer: Customer, cache: redis.Redis) -> None:
    with transaction.atomic():
        with transaction.atomic():
            customer.save()
            transaction.set_rollback(True)
        customer.save()
    assert cache.get(GENERATION_KEY) is None


def test_a_transaction_invalidates_once(customer: Customer) -> None:
    with transaction.atomic():
        customer.save()
        customer.address.save()
        Customer.objects.update(first_name="X")
        assert len(connection.run_on_commit) == 1


def test_raw_sql_invalidates_by_saying_so(customer: Customer, cache: redis.Redis) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE customers_customer SET first_name = 'X'")
        invalidate_on_commit()
    assert cache.get(GENERATION_KEY) is None


def test_reading_invalidates_nothing(customer: Customer, cache: redis.Redis) -> None:
    list(Customer.objects.select_related("address", "relationship"))
    assert cache.get(GENERATION_KEY) == b"current"


def test_a_write_that_cannot_invalidate_outlasts_every_lease(
    customer: Customer, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"redis://127.0.0.1:{closed.getsockname()[1]}/0"
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": url}}
        began = time.monotonic()
        customer.save()
    assert time.monotonic() - began > LEASE_S
    assert "cache not invalidated" in caplog.text
