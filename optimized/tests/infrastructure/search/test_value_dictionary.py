"""The triggers keep the value dictionary: it has every value that was ever written, whatever wrote it."""

import pytest
from crm_optimized.infrastructure.models import Address, Customer
from django.db import connection

pytestmark = pytest.mark.django_db


def values(column: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM customers_value_dictionary WHERE column_name = %s", [column])
        return {value for (value,) in cursor.fetchall()}


@pytest.fixture(autouse=True)
def _empty() -> None:
    """The dictionary never forgets, not even other tests."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM customers_value_dictionary")


def test_every_write_path_adds_its_values() -> None:
    customer = Customer.objects.create(customer_id="7QK-3F9D2", first_name="Anna-Lena", last_name="O'Neil")
    address = Address.objects.create(customer=customer, street="Höhe 5", city_code="D-1", city="ÉVRY", country="İran")
    Address.objects.filter(customer=customer).update(city="Köln", street_number="7")
    Customer.objects.update(first_name="Zoë")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE customers_customer SET last_name = 'Meyer'")
    address.delete()
    assert values("first_name") == {"Anna-Lena", "Zoë"}
    assert values("last_name") == {"O'Neil", "Meyer"}
    assert values("street") == {"Höhe 5"}
    assert values("street_number") == {"7"}
    assert values("city") == {"ÉVRY", "Köln"}
    assert values("city_code") == {"D-1"}
    assert values("country") == {"İran"}


def test_a_statement_adds_the_values_of_all_its_rows_and_addresses_may_come_before_their_customers() -> None:
    """As generate_fake_data loads. The end of the test rolls the triggers back into their places."""
    with connection.cursor() as cursor:
        cursor.execute("""
            ALTER TABLE customers_address DISABLE TRIGGER customers_address_search_vector;
            INSERT INTO customers_address VALUES (1, 'Weg', '7', 'D-1', 'Köln', 'Deutschland');
            INSERT INTO customers_customer (id, customer_id, first_name, last_name, gender, created, last_updated)
            SELECT id, id, name, 'Lovelace', 'other', now(), now() FROM (VALUES (1, 'Ada'), (2, 'Ben')) AS of (id, name)
        """)
    assert values("first_name") == {"Ada", "Ben"}
    assert values("last_name") == {"Lovelace"}
    assert values("city") == {"Köln"}
    assert values("street_number") == {"7"}
