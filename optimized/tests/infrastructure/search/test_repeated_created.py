"""The triggers keep a relationship's `customer_created` equal to the customer's `created`, whatever wrote them."""

from datetime import UTC, datetime

import pytest
from crm_optimized.infrastructure.models import Customer, Relationship
from django.db import connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return Customer.objects.create(customer_id="7QK-3F9D2", first_name="Ada", last_name="Lovelace")


def repeated(customer: Customer) -> datetime:
    return Relationship.objects.get(customer=customer).customer_created


def test_a_relationship_begins_with_its_customers_day_of_creation(customer: Customer) -> None:
    Relationship.objects.create(customer=customer)
    assert repeated(customer) == customer.created


def test_a_relationship_that_does_not_know_it_can_be_saved_again(customer: Customer) -> None:
    relationship = Relationship.objects.create(customer=customer)
    relationship.points = 7
    relationship.save()
    assert repeated(customer) == customer.created


def test_raw_sql_brings_it_along_too(customer: Customer) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO customers_relationship (customer_id, points) VALUES (%s, 7)", [customer.id])
    assert repeated(customer) == customer.created


def test_a_changed_day_of_creation_is_repeated(customer: Customer) -> None:
    Relationship.objects.create(customer=customer)
    Customer.objects.filter(id=customer.id).update(created=datetime(2015, 1, 1, tzinfo=UTC))
    assert repeated(customer) == datetime(2015, 1, 1, tzinfo=UTC)
