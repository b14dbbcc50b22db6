"""Requests through Django's test client: the service without a server, a socket and a second process.

pytest naive/benchmarks --benchmark-only
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from crm_naive.customers.models import Address, Customer, Gender, Relationship
from django.db import transaction
from django.test import Client
from full_page import get_customer, get_full_page
from pytest_benchmark.fixture import BenchmarkFixture
from pytest_django.plugin import DjangoDbBlocker

pytestmark = pytest.mark.django_db

CUSTOMERS = 3_000
FIRST_NAMES = ["Ada", "Grace", "Katherine", "Zoë", "Émile", "Alan", "Edsger", "Barbara"]
LAST_NAMES = ["Lovelace", "Hopper", "O'Brien", "Müller", "Noether-Gauss", "Turing", "Hamilton"]
CITIES = ["Köln", "Bonn", "New York", "São Paulo", "Kraków"]

PAGES = {
    "list": "/api/v1/customers",
    "deep_page": "/api/v1/customers?page=75",
    "filter": "/api/v1/customers?first_name=ad&gender=male",
    "filter_address": "/api/v1/customers?city=k%C3%B6&points_min=100",
    "search": "/api/v1/customers?search=hop+gra",
    "sort": "/api/v1/customers?ordering=-points",
}


@pytest.fixture(scope="module", autouse=True)
def customers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Store customers once for all benchmarks. Three in ten have an address, as in the seeded data."""
    with django_db_blocker.unblock():
        store_customers()
        yield
        Customer.objects.all().delete()


@transaction.atomic
def store_customers() -> None:
    stored = Customer.objects.bulk_create(
        Customer(
            customer_id=f"C-{n:06}",
            first_name=FIRST_NAMES[n % 8],
            last_name=LAST_NAMES[n % 7],
            gender=Gender.values[n % 4],
            phone_number=f"+49 {n:08}" if n % 5 else None,
            birthday=date(1950, 1, 1) + timedelta(days=n % 20_000) if n % 10 else None,
        )
        for n in range(CUSTOMERS)
    )
    Address.objects.bulk_create(
        Address(customer=customer, city=CITIES[n % 5], city_code=f"{n:05}", country="Germany", street="High St")
        for n, customer in enumerate(stored)
        if n % 10 < 3
    )
    Relationship.objects.bulk_create(
        Relationship(customer=customer, points=n % 500, last_activity=datetime(2020, 1, 1, tzinfo=UTC))
        for n, customer in enumerate(stored)
    )


@pytest.mark.parametrize("name", PAGES)
def test_page(benchmark: BenchmarkFixture, client: Client, *, name: str) -> None:
    benchmark(get_full_page, client, PAGES[name])


def test_detail(benchmark: BenchmarkFixture, client: Client) -> None:
    customer = Customer.objects.filter(address__isnull=False)[100]

    benchmark(get_customer, client, customer.pk)
