"""Customers for the tests: few, but with ties and NULLs in the sort columns, and with missing addresses."""

import random
from datetime import UTC, date, datetime, timedelta

from crm_optimized.infrastructure.models import Address, Customer, Relationship

FIRST_NAMES = ["Ada", "ada", "Álvaro", "Anna-Lena", "Zoë", "Ömer", "İbrahim"]
LAST_NAMES = ["O'Neil", "Smith", "smith", "Müller", "Nuñez", "100%", "a_b", "back\\slash"]
CITIES = [("10115", "Berlin", "Germany"), ("00100", "Roma", "Italy"), ("SW1Y", "London", "United Kingdom")]
BEGIN = datetime(2020, 1, 1, tzinfo=UTC)


def add_customers(count: int, *, seed: int = 1) -> None:
    """About a third of them have an address, a fifth no birthday, and a quarter no activity."""
    draw = random.Random(seed)
    customers = Customer.objects.bulk_create(
        Customer(
            customer_id=f"{draw.randrange(36**5):05d}-{n}",
            first_name=draw.choice(FIRST_NAMES),
            last_name=draw.choice(LAST_NAMES),
            gender=draw.choice(["male", "female", "other", "undefined"]),
            phone_number=draw.choice([None, "+49 30 123", "0123/456"]),
            birthday=draw.choice([None, *(date(1990, 1, day) for day in range(1, 5))]),
        )
        for n in range(count)
    )
    for customer in customers:
        customer.created = BEGIN + timedelta(hours=draw.randrange(count // 3 + 1))
        customer.last_updated = customer.created + timedelta(microseconds=draw.choice([0, 1, 500_000]))
    Customer.objects.bulk_update(customers, ["created", "last_updated"])
    Relationship.objects.bulk_create(
        Relationship(
            customer=customer,
            points=draw.choice([0, 0, 5, 10]),
            last_activity=draw.choice([None, *(BEGIN + timedelta(days=day) for day in range(3))]),
        )
        for customer in customers
    )
    Address.objects.bulk_create(
        Address(
            customer=customer, street=draw.choice([None, "Main Street"]), city_code=code, city=city, country=country
        )
        for customer in customers
        if draw.random() < 0.35
        for code, city, country in [draw.choice(CITIES)]
    )
