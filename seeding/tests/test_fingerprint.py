"""The fingerprint changes with every value that all services have, and with nothing else."""

import psycopg
import pytest
from crm_seeding.fingerprint import Fingerprint, fingerprint_within
from services import Service

CUSTOMER, ADDRESS, RELATIONSHIP = "customers_customer", "customers_address", "customers_relationship"

CHANGES = [
    (CUSTOMER, "id", "1000"),
    (CUSTOMER, "customer_id", "customer_id || 'X'"),
    (CUSTOMER, "first_name", "first_name || 'x'"),
    (CUSTOMER, "last_name", "upper(last_name)"),
    (CUSTOMER, "gender", "'other'"),
    (CUSTOMER, "phone_number", "NULL"),
    (CUSTOMER, "phone_number", "''"),
    (CUSTOMER, "birthday", "birthday + 1"),
    (CUSTOMER, "birthday", "NULL"),
    (CUSTOMER, "created", "created + interval '1 microsecond'"),
    (CUSTOMER, "last_updated", "last_updated + interval '1 microsecond'"),
    (ADDRESS, "customer_id", "1000"),
    (ADDRESS, "street", "NULL"),
    (ADDRESS, "street", "''"),
    (ADDRESS, "street_number", "street_number || ' '"),
    (ADDRESS, "city_code", "city_code || '0'"),
    (ADDRESS, "city", "'Atlantis'"),
    (ADDRESS, "country", "'Nowhere'"),
    (RELATIONSHIP, "customer_id", "1000"),
    (RELATIONSHIP, "points", "points + 1"),
    (RELATIONSHIP, "last_activity", "NULL"),
    (RELATIONSHIP, "last_activity", "last_activity + interval '1 microsecond'"),
]

ONE_ROW = {
    CUSTOMER: f"SELECT min(id) FROM {CUSTOMER} WHERE gender <> 'other' AND phone_number <> '' AND birthday IS NOT NULL",
    ADDRESS: f"SELECT min(id) FROM {ADDRESS} WHERE street <> ''",
    RELATIONSHIP: f"SELECT min(id) FROM {RELATIONSHIP} WHERE last_activity IS NOT NULL",
}


@pytest.fixture(scope="module")
def filled(plain: Service) -> Service:
    plain.load(100)
    return plain


def after(service: Service, *statements: str) -> Fingerprint:
    """Return the fingerprint after these statements, and roll them back."""
    with psycopg.connect(service.url) as connection:
        for statement in statements:
            connection.execute(statement.encode())
        found = fingerprint_within(connection, service.tables)
        connection.rollback()
    return found


def test_every_shared_column_is_changed_once_here(plain: Service) -> None:
    tables = (plain.tables.customers, plain.tables.addresses, plain.tables.relationships)
    every_column = {(table.name, column) for table in tables for column in table.columns}
    assert {(table, column) for table, column, _ in CHANGES} == every_column - {(ADDRESS, "id"), (RELATIONSHIP, "id")}


@pytest.mark.parametrize(("table", "column", "value"), CHANGES)
def test_a_change_of_one_value_in_one_row_shows(table: str, column: str, value: str, filled: Service) -> None:
    before = filled.fingerprint()
    changed = after(filled, f"UPDATE {table} SET {column} = {value} WHERE id = ({ONE_ROW[table]})")
    tables = {CUSTOMER: "customers", ADDRESS: "addresses", RELATIONSHIP: "relationships"}
    assert [name for name in tables.values() if getattr(before, name) != getattr(changed, name)] == [tables[table]]
    assert before.combined() != changed.combined()


def test_two_values_of_a_row_that_change_places_show(filled: Service) -> None:
    assert after(filled, f"UPDATE {ADDRESS} SET city = country, country = city") != filled.fingerprint()


def test_two_rows_that_exchange_a_value_show(filled: Service) -> None:
    names = f"UPDATE {CUSTOMER} SET last_name = CASE id WHEN %s THEN 'A' ELSE 'B' END WHERE id IN (1, 2)"
    assert after(filled, names.replace("%s", "1")) != after(filled, names.replace("%s", "2"))


def test_a_missing_row_shows(filled: Service) -> None:
    assert after(filled, f"DELETE FROM {RELATIONSHIP} WHERE customer_id = 50").relationships.rows == 99


def test_surrogate_ids_and_the_order_of_rows_do_not_matter(filled: Service) -> None:
    before = filled.fingerprint()
    assert after(filled, f"UPDATE {ADDRESS} SET id = id + 1000", f"UPDATE {CUSTOMER} SET gender = gender") == before


@pytest.mark.parametrize(
    "setting",
    [
        "timezone = 'Asia/Tokyo'",
        "datestyle = 'German'",
        "bytea_output = 'escape'",
        "extra_float_digits = 0",
        "max_parallel_workers_per_gather = 0",
    ],
)
def test_a_sessions_settings_do_not_matter(setting: str, filled: Service) -> None:
    assert after(filled, f"SET {setting}") == filled.fingerprint()
