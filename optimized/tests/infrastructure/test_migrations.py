"""The migrations find customers in the tables, as they do in a project that adds the search later."""

import pytest
from django.core.management import call_command
from django.db import connection


@pytest.mark.django_db(transaction=True)
def test_customers_that_are_there_already_can_be_found() -> None:
    call_command("migrate", "customers", "0001_customer_tables", verbosity=0)
    try:
        with connection.cursor() as cursor:
            cursor.execute("""
                INSERT INTO customers_customer (id, customer_id, first_name, last_name, gender, created, last_updated)
                VALUES (1, '1', 'Zoë', 'Meyer', 'other', now(), now()), (2, '2', 'Ⅷa', 'Rao', 'other', now(), now());
                INSERT INTO customers_address VALUES (1, NULL, '7b', '1', 'हिन्दी', 'India');
                INSERT INTO customers_relationship (customer_id, points) VALUES (1, 5), (2, 5);
            """)
        call_command("migrate", "customers", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT tsvector_to_array(search_vector) FROM customers_customer ORDER BY id")
            assert [set(row[0]) for row in cursor.fetchall()] == [
                {"1", "zoë", "meyer", "हिन्दी", "india", "=other", "#7b", "^z", "^m", "^ह", "^i"},
                {"2", "a", "rao", "=other", "^a", "^r"},
            ]
            cursor.execute("SELECT value FROM customers_value_dictionary WHERE column_name IN ('city', 'first_name')")
            assert {value for (value,) in cursor.fetchall()} == {"Zoë", "Ⅷa", "हिन्दी"}
            cursor.execute("SELECT pair FROM customers_sign_pairs")
            assert {pair for (pair,) in cursor.fetchall()} == {"1", "2"}
            cursor.execute(
                "SELECT count(*) FROM customers_relationship r JOIN customers_customer c ON c.id = r.customer_id"
                " WHERE customer_created = created"
            )
            assert cursor.fetchall() == [(2,)]
    finally:
        call_command("migrate", "customers", verbosity=0)
