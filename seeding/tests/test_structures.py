"""A load restores every index, constraint and trigger, and keeps the ones that it needs."""

import pytest
from crm_seeding.errors import SeedingError
from crm_seeding.rows import CHUNK_SIZE
from services import CATALOGUE, Service
from waiting_load import waiting_load


def test_indexes_constraints_triggers_and_columns_are_as_before(service: Service) -> None:
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


# The indexes that lead from a customer to its address and its relationship.
LOOKED_UP = {
    "plain_service.settings": ["customers_address_customer_id_key", "customers_relationship_customer_id_key"],
    "searchable_service.settings": ["customers_address_pkey", "customers_relationship_pkey"],
}


def test_only_the_indexes_that_a_trigger_of_the_customers_reads_stay_during_a_load(service: Service) -> None:
    indexes = "SELECT indexname FROM pg_indexes WHERE tablename LIKE 'customers_%' ORDER BY 1"
    with waiting_load(service):
        assert [index for (index,) in service.query(indexes)] == LOOKED_UP[service.settings]


def test_row_triggers_of_addresses_do_not_fire_during_a_load(searchable: Service) -> None:
    """Each call would look for a customer that is not loaded yet, and read the whole table."""
    searchable.query(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION $$no$$; END'; "
        "CREATE TRIGGER refuse AFTER INSERT ON customers_address FOR EACH ROW EXECUTE FUNCTION refuse()"
    )
    try:
        assert searchable.load(100).addresses.rows > 0
    finally:
        searchable.query("DROP FUNCTION refuse CASCADE")


def test_statement_triggers_of_addresses_see_the_rows_of_a_load(searchable: Service) -> None:
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


def test_a_foreign_key_of_another_table_stops_the_load(plain: Service) -> None:
    found = plain.load(7)
    plain.query("CREATE TABLE orders (customer_id bigint REFERENCES customers_customer)")
    try:
        with pytest.raises(SeedingError, match=r"referenced in a foreign key.*The tables are unchanged"):
            plain.load(8)
        assert plain.fingerprint() == found
    finally:
        plain.query("DROP TABLE orders")
