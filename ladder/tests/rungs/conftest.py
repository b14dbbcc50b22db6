from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from crm_naive.customers.models import Address, Customer, Relationship
from django.core.management import call_command
from own_servers import cache_url, pytest_configure  # noqa: F401  pytest looks for them here

NAMES = ["Ada", "Ångström", "हिन्दी", "ada", "a%_\\'b"]
MOMENTS = [datetime(2020, 1, 1, 12, 0, 0, 123456, UTC), datetime(2020, 1, 1, 12, 0, 0, 123457, UTC)]


@pytest.fixture
def customers(db: None) -> None:
    """Ties and NULLs in every column that orders, every third with an address."""
    stored = Customer.objects.bulk_create(
        Customer(
            customer_id=f"C-{n}",
            first_name=NAMES[n % 5],
            last_name=NAMES[n % 3],
            phone_number=None if n % 2 else f"+49 {n}",
            birthday=None if n % 3 else date(1990, 1, 1 + n % 2),
        )
        for n in range(45)
    )
    for n, moment in enumerate(MOMENTS):
        Customer.objects.filter(pk__in=[row.pk for row in stored[n::2]]).update(created=moment, last_updated=moment)
    Address.objects.bulk_create(
        Address(customer=row, street=None if n % 2 else "Straße", city_code="5", city=NAMES[n % 5], country="DE")
        for n, row in enumerate(stored[::3])
    )
    Relationship.objects.bulk_create(
        Relationship(customer=row, points=n % 4, last_activity=None if n % 4 else MOMENTS[n % 2])
        for n, row in enumerate(stored)
    )


@pytest.fixture
def apply_structures(settings: Any) -> Any:
    """Gives the database the structures of the rungs."""

    def apply(rungs: Sequence[str]) -> None:
        settings.LADDER_RUNGS = list(rungs)
        call_command("apply_structures", verbosity=0)

    return apply
