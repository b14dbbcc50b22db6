"""Two clients write at the same time. The first holds its lock until the second waits for it."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from crm_naive.customers.models import Address, Customer
from django.db import connection, transaction
from django.test import Client
from factories import HOME, LIST, a_body, a_customer

pytestmark = pytest.mark.django_db(transaction=True)


def while_waiting(request: Callable[[Client], Any], *, hold: Callable[[], object], change: Callable[[], object]) -> Any:
    """Call `hold`, which takes a lock, send the request from a thread, and call `change` when the request waits.

    `hold` and `change` run in one transaction. Returns the response.
    """
    answers: list[Any] = []

    def send() -> None:
        try:
            answers.append(request(Client(raise_request_exception=False)))
        finally:
            connection.close()

    thread = threading.Thread(target=send)
    with transaction.atomic():
        hold()
        thread.start()
        wait_until_it_waits_for_a_lock(thread)
        change()
    thread.join(timeout=10)
    return answers[0]


def lock(pk: int) -> Customer:
    return Customer.objects.select_for_update().get(pk=pk)


def wait_until_it_waits_for_a_lock(thread: threading.Thread) -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with connection.cursor() as cursor:
        while thread.is_alive():
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.fetchone() == (1,):
                return


def test_an_address_that_another_request_is_creating_is_merged_into() -> None:
    pk = a_customer().pk

    response = while_waiting(
        lambda client: client.patch(f"{LIST}/{pk}", json.dumps({"address": {"city": "Bonn"}}), "application/json"),
        hold=lambda: lock(pk),
        change=lambda: Address.objects.create(customer_id=pk, **HOME),
    )

    assert response.status_code == 200
    assert response.json()["address"] == {"street": None, "street_number": None} | HOME | {"city": "Bonn"}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_customer_that_another_request_is_deleting_does_not_come_back(method: str) -> None:
    pk = a_customer(address={}).pk
    body = json.dumps(a_body(address=HOME))

    response = while_waiting(
        lambda client: client.generic(method, f"{LIST}/{pk}", body, "application/json"),
        hold=lambda: lock(pk),
        change=lambda: Customer.objects.get(pk=pk).delete(),
    )

    assert response.status_code == 404
    assert not Customer.objects.exists()


def test_a_customer_id_that_another_request_is_taking_is_refused() -> None:
    response = while_waiting(
        lambda client: client.post(LIST, json.dumps(a_body(customer_id="wanted")), "application/json"),
        hold=lambda: a_customer("wanted"),
        change=lambda: None,
    )

    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["customer_id"]
    assert Customer.objects.count() == 1


@pytest.fixture
def slow_index() -> Iterator[None]:
    """Add a slow index in front of the unique one: two updates of customer_id meet between row and unique index."""
    unique = "ADD CONSTRAINT customers_customer_customer_id_key UNIQUE (customer_id)"
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION slow(text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS "
            "'BEGIN PERFORM pg_sleep(0.2); RETURN $1; END'"
        )
        cursor.execute("ALTER TABLE customers_customer DROP CONSTRAINT customers_customer_customer_id_key")
        cursor.execute("CREATE INDEX slow ON customers_customer (slow(customer_id))")
        cursor.execute(f"ALTER TABLE customers_customer {unique}")
        yield
        cursor.execute("DROP FUNCTION slow CASCADE")


def test_two_customers_that_take_each_others_customer_id_at_once_are_both_refused(slow_index: None) -> None:
    one, other = a_customer("one"), a_customer("other")
    start = threading.Barrier(2)

    def take(pk: int, customer_id: str) -> int:
        try:
            start.wait()
            body = json.dumps({"customer_id": customer_id})
            return Client(raise_request_exception=False).patch(f"{LIST}/{pk}", body, "application/json").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        statuses = list(threads.map(take, [one.pk, other.pk], ["other", "one"]))

    assert statuses == [400, 400]
