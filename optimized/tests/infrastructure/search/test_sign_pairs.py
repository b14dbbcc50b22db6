"""The triggers keep the pairs of signs that follow each other in codes."""

import pytest
from crm_optimized.infrastructure.models import Customer
from django.db import connection

pytestmark = pytest.mark.django_db


def pairs(column: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pair FROM customers_sign_pairs WHERE column_name = %s", [column])
        return {pair for (pair,) in cursor.fetchall()}


@pytest.fixture(autouse=True)
def _empty() -> None:
    """The table never forgets, not even other tests."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM customers_sign_pairs")


def test_the_pairs_of_every_written_code_are_known() -> None:
    customer = Customer.objects.create(customer_id="7Q-K", first_name="Ada", last_name="Lovelace", phone_number="+49")
    Customer.objects.create(customer_id="x", first_name="Ada", last_name="Lovelace")
    assert pairs("customer_id") == {"7Q", "Q-", "-K", "K", "x"}
    assert pairs("phone_number") == {"+9", "99", "9"}
    Customer.objects.filter(id=customer.id).update(phone_number="(0")
    assert pairs("phone_number") == {"+9", "99", "9", "(9"}
