"""A load into real tables writes the same rows each time, whatever its options."""

import pytest
from crm_seeding.errors import SeedingError
from crm_seeding.rows import CHUNK_SIZE
from services import Service


def test_the_rows_do_not_depend_on_the_number_of_workers(plain: Service) -> None:
    # Batches of one chunk give every worker something to do.
    one, two, four = (plain.load(5 * CHUNK_SIZE + 1, workers=workers, chunks_in_a_batch=1) for workers in (1, 2, 4))
    assert one == two == four


def test_two_different_services_hold_the_same_rows(plain: Service, searchable: Service) -> None:
    assert plain.load(CHUNK_SIZE + 100, workers=2) == searchable.load(CHUNK_SIZE + 100, workers=2)


def test_another_seed_makes_other_rows(plain: Service) -> None:
    assert plain.load(10, seed=1).combined() != plain.load(10, seed=2).combined()


@pytest.mark.parametrize("customers", [1, 7, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1])
def test_any_number_of_customers(customers: int, plain: Service) -> None:
    found = plain.load(customers, workers=2)
    assert found.customers.rows == found.relationships.rows == customers
    assert plain.query("SELECT min(id), max(id) FROM customers_customer") == [(1, customers)]
    lonely = "SELECT count(*) FROM customers_customer c LEFT JOIN customers_relationship r ON r.customer_id = c.id "
    assert plain.value(lonely + "WHERE r.id IS NULL") == 0
    assert plain.value("SELECT count(*) FROM customers_address WHERE customer_id NOT BETWEEN 1 AND %s", customers) == 0


def test_a_larger_load_begins_with_the_rows_of_a_smaller_one(plain: Service) -> None:
    everything = "SELECT c::text FROM customers_customer c WHERE id <= 7 ORDER BY id"
    plain.load(7)
    few = plain.query(everything)
    plain.load(CHUNK_SIZE + 1)
    assert plain.query(everything) == few
    assert len(few) == 7


def test_the_golden_fingerprint(plain: Service) -> None:
    """1 000 customers of seed 1. If this changes, Faker's words, the generator or the fingerprint have changed, and the
    published results are about other data."""
    assert plain.load(1_000).combined() == "7ab796c222bd1463"


def test_the_next_customer_gets_the_next_id(plain: Service) -> None:
    plain.load(7)
    statement = (
        "INSERT INTO customers_customer (customer_id, first_name, last_name, gender, created, last_updated) "
        "VALUES ('A', 'B', 'C', 'other', now(), now()) RETURNING id"
    )
    assert plain.value(statement) == 8
    assert plain.value("INSERT INTO customers_relationship (customer_id, points) VALUES (8, 0) RETURNING id") == 8


def test_the_tables_are_vacuumed_and_analysed(plain: Service) -> None:
    plain.load(2 * CHUNK_SIZE, workers=2)
    assert plain.query(
        "SELECT reltuples, relallvisible = relpages FROM pg_class WHERE oid = 'customers_customer'::regclass"
    ) == [(2 * CHUNK_SIZE, True)]
    assert plain.value("SELECT count(*) FROM pg_stats WHERE tablename = 'customers_relationship'") == 4


def test_a_trigger_of_the_customers_sees_their_address(searchable: Service) -> None:
    searchable.load(1_000)
    without = "SELECT count(*) FROM customers_customer WHERE words IS NULL"
    assert searchable.value(without) == 0
    stale = "SELECT count(*) FROM customers_customer c WHERE words IS DISTINCT FROM words_of(c)"
    assert searchable.value(stale) == 0
    found = "SELECT count(*) > 0 FROM customers_customer WHERE words @@ 'deutschland'::tsquery"
    assert searchable.value(found)


def test_a_relationship_that_repeats_when_its_customer_was_created_brings_it_along(searchable: Service) -> None:
    searchable.load(1_000)
    differing = """
        SELECT count(*) FROM customers_relationship r JOIN customers_customer c ON c.id = r.customer_id
        WHERE r.customer_created IS DISTINCT FROM c.created"""
    assert searchable.value("SELECT count(*) FROM customers_relationship") == 1_000
    assert searchable.value(differing) == 0


def test_a_filled_table_is_refused(plain: Service) -> None:
    found = plain.load(7)
    with pytest.raises(SeedingError, match="add --replace"):
        plain.load(8, replace=False)
    assert plain.fingerprint() == found


def test_replacing_leaves_nothing_of_what_was_there(plain: Service) -> None:
    plain.load(100)
    assert plain.load(7) == plain.load(7)
    assert plain.value("SELECT count(*) FROM customers_address") < 7
