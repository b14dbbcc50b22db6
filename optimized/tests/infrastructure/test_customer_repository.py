"""The statements of a write: each written part of a customer updates the indexes of the customer once more."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from crm_optimized.domain.customer import Address, Customer, Relationship
from crm_optimized.infrastructure import models
from crm_optimized.infrastructure.customer_repository import OrmCustomerRepository
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db

ADDRESS = Address(city_code="1010", city="Wien", country="Austria")
REPOSITORY = OrmCustomerRepository()


def written_by(write: Callable[[], object]) -> Sequence[str]:
    """INSERT, UPDATE and DELETE with their tables, in order."""
    with CaptureQueriesContext(connection) as captured:
        write()
    found = [re.match(r'(INSERT|UPDATE|DELETE)\D*?"customers_(\w+)"', query["sql"]) for query in captured]
    return [" ".join(each.groups()) for each in found if each]


CHANGES = {
    "nothing": (lambda c: c, ["UPDATE customer"]),
    "a name": (lambda c: replace(c, last_name="Other"), ["UPDATE customer"]),
    "points": (lambda c: replace(c, relationship=Relationship(points=7)), ["UPDATE customer", "UPDATE relationship"]),
    "a city": (lambda c: replace(c, address=replace(ADDRESS, city="Linz")), ["UPDATE customer", "UPDATE address"]),
    "no address": (lambda c: replace(c, address=None), ["UPDATE customer", "DELETE address"]),
}


@pytest.mark.parametrize(("change", "expected"), CHANGES.values(), ids=list(CHANGES))
def test_an_update_writes_the_parts_that_differ(
    change: Callable[[Customer], Customer], expected: Sequence[str]
) -> None:
    id_ = REPOSITORY.add(Customer(customer_id="A-1", first_name="Ada", last_name="Smith", address=ADDRESS)).id
    stored = REPOSITORY.get(id_)
    wanted = change(stored.customer)
    assert written_by(lambda: REPOSITORY.save(stored, wanted)) == expected
    assert REPOSITORY.get(id_).customer == wanted


def test_an_address_is_added_to_a_customer_without_one() -> None:
    stored = REPOSITORY.add(Customer(customer_id="A-1", first_name="Ada", last_name="Smith"))
    wanted = replace(stored.customer, address=ADDRESS)
    assert written_by(lambda: REPOSITORY.save(stored, wanted)) == ["UPDATE customer", "INSERT address"]
    assert REPOSITORY.get(stored.id).customer == wanted


def test_the_database_deletes_what_belongs_to_a_customer() -> None:
    id_ = REPOSITORY.add(Customer(customer_id="A-1", first_name="Ada", last_name="Smith", address=ADDRESS)).id
    assert written_by(lambda: REPOSITORY.remove(id_)) == ["DELETE customer"]
    assert not models.Address.objects.exists()
    assert not models.Relationship.objects.exists()
