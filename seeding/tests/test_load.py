"""A load into real tables: the same rows however it is done, and nothing else changed."""

import pytest
from crm_seeding.errors import SeedingError
from crm_seeding.rows import CHUNK_SIZE
from gate import a_load_that_waits
from given import CATALOGUE, Service


def test_the_rows_do_not_depend_on_the_number_of_workers(plain: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_seeding.workers.CHUNKS_IN_A_BATCH", 1)  # so that every worker has something to do
    one, two, four = (plain.load(5 * CHUNK_SIZE + 1, workers=workers) for workers in (1, 2, 4))
    assert one == two == four


def test_two_unlike_services_hold_the_same_rows(plain: Service, searchable: Service) -> None:
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
    """Of 1 000 customers of seed 1. It changes when Faker's words, the generator or the fingerprint change: then every
    published result is about other data."""
    assert plain.load(1_000).combined() == "7ab796c222bd1463"


@pytest.mark.parametrize("name", ["plain", "searchable"])
def test_indexes_constraints_triggers_and_columns_are_as_before(name: str, request: pytest.FixtureRequest) -> None:
    service: Service = request.getfixturevalue(name)
    service.query("COMMENT ON INDEX customers_customer_pkey IS 'it''s the key'")
    [[foreign_key]] = service.query(
        "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = 'customers_address'::regclass"
    )
    service.query(f"COMMENT ON CONSTRAINT \"{foreign_key}\" ON customers_address IS '100 % of them'")
    before = service.query(CATALOGUE)
    service.load(CHUNK_SIZE + 1, workers=2)
    assert service.query(CATALOGUE) == before
    assert len(before) > 30


def test_a_foreign_key_that_was_never_validated_stays_so(plain: Service) -> None:
    plain.query(
        "ALTER TABLE customers_address ADD CONSTRAINT later FOREIGN KEY (id) REFERENCES customers_customer NOT VALID"
    )
    try:
        before = plain.query(CATALOGUE)
        plain.load(10)
        assert plain.query(CATALOGUE) == before
    finally:
        plain.query("ALTER TABLE customers_address DROP CONSTRAINT later")


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


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("plain", ["customers_address_customer_id_key", "customers_relationship_customer_id_key"]),
        ("searchable", ["customers_address_pkey", "customers_relationship_pkey"]),
    ],
)
def test_only_what_a_customers_trigger_looks_up_stays_indexed_during_a_load(
    name: str, kept: list[str], request: pytest.FixtureRequest
) -> None:
    service: Service = request.getfixturevalue(name)
    indexes = "SELECT indexname FROM pg_indexes WHERE tablename LIKE 'customers_%' ORDER BY 1"
    with a_load_that_waits(service):
        assert [index for (index,) in service.query(indexes)] == kept


def test_row_triggers_of_addresses_are_silent_during_a_load(searchable: Service) -> None:
    """They would look for a customer who is not there yet, each by reading the whole table."""
    searchable.query(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION $$no$$; END'; "
        "CREATE TRIGGER refuse AFTER INSERT ON customers_address FOR EACH ROW EXECUTE FUNCTION refuse()"
    )
    try:
        assert searchable.load(100).addresses.rows > 0
    finally:
        searchable.query("DROP FUNCTION refuse CASCADE")


def test_statement_triggers_of_addresses_see_what_a_load_writes(searchable: Service) -> None:
    searchable.query(
        "CREATE TABLE seen (rows bigint); "
        "CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN INSERT INTO seen SELECT count(*) FROM written; RETURN NULL; END'; "
        "CREATE TRIGGER see AFTER INSERT ON customers_address REFERENCING NEW TABLE AS written "
        "FOR EACH STATEMENT EXECUTE FUNCTION see()"
    )
    try:
        loaded = searchable.load(100)
        assert searchable.value("SELECT sum(rows) FROM seen") == loaded.addresses.rows
    finally:
        searchable.query("DROP FUNCTION see CASCADE; DROP TABLE seen")


def test_a_filled_table_is_refused(plain: Service) -> None:
    found = plain.load(7)
    with pytest.raises(SeedingError, match="add --replace"):
        plain.load(8, replace=False)
    assert plain.fingerprint() == found


def test_replacing_leaves_nothing_of_what_was_there(plain: Service) -> None:
    plain.load(100)
    assert plain.load(7) == plain.load(7)
    assert plain.value("SELECT count(*) FROM customers_address") < 7


def test_foreign_keys_from_elsewhere_are_respected(plain: Service) -> None:
    found = plain.load(7)
    plain.query("CREATE TABLE orders (customer_id bigint REFERENCES customers_customer)")
    try:
        with pytest.raises(SeedingError, match=r"referenced in a foreign key.*The tables are unchanged"):
            plain.load(8)
        assert plain.fingerprint() == found
    finally:
        plain.query("DROP TABLE orders")
