"""The databases of both services against their own migrations, on real servers: each way to differ is refused."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from bench.contender.data import Commands
from bench.contender.migrated import Migrating, migrating
from bench.contender.structures import compare_structures, require_same
from bench.contenders import Contender, read_contenders
from bench.errors import BenchError
from bench.processes import Processes
from bench.readings.structures import Structure, read_structures
from bench.targets.datastores import Datastores, bring_up, stop_local
from bench.targets.users_postgres import with_database

pytestmark = pytest.mark.servers

NAMES = ("naive", "optimized")

type Pair = tuple[Contender, Datastores]


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory, logs: Path) -> Iterator[dict[str, Pair]]:
    """Both, with migrated databases on servers of their own."""
    with pytest.MonkeyPatch.context() as patch, Processes() as processes:
        patch.setenv("BENCH_HOME", str(tmp_path_factory.mktemp("services")))
        for name in ("DATABASE_URL", "REDIS_URL"):
            patch.delenv(name, raising=False)
        contenders = [read_contenders()[name] for name in NAMES]
        found = {each.name: (each, bring_up(each, [])) for each in contenders}
        for pair in found.values():
            Commands(*pair, logs, processes).migrate(lambda _: None)
        yield found
        stop_local(contenders)


@pytest.fixture(scope="module")
def expected(services: dict[str, Pair], logs: Path) -> dict[str, Sequence[Structure]]:
    with Processes() as processes, migrating(list(services.values()), logs=logs, processes=processes) as started:
        found = {each.contender.name: each.structures(processes) for each in started}
    return {name: structures for name, structures in found.items() if not isinstance(structures, str)}


@pytest.fixture
def changed(services: dict[str, Pair]) -> Iterator[Callable[[str, str], Migrating]]:
    """A copy of a service's database after a statement of the superuser."""
    copies: list[str] = []

    def change(name: str, statement: str) -> Migrating:
        contender, datastores = services[name]
        url = str(datastores.admin_url)
        execute(with_database(url, "postgres"), f"CREATE DATABASE crm_changed TEMPLATE crm_{name} OWNER crm")
        copies.append(url)
        copy = replace(datastores, admin_url=with_database(url, "crm_changed"))
        execute(str(copy.admin_url), statement)
        return Migrating(contender, copy)

    yield change
    for url in copies:
        execute(url, "DROP DATABASE crm_changed WITH (FORCE)")


def execute(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def databases(url: str | None) -> set[str]:
    with psycopg.connect(url or "") as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall()}


def refusal(copy: Migrating, expected: Sequence[Structure]) -> str:
    with pytest.raises(BenchError) as refused:
        require_same(read_structures(str(copy.datastores.admin_url)), expected, of=copy)
    return str(refused.value)


def test_a_clean_database_passes_after_migration_and_after_seeding(
    services: dict[str, Pair], logs: Path, processes: Processes
) -> None:
    words = []
    for seeded in (False, True):
        if seeded:
            for pair in services.values():
                Commands(*pair, logs, processes).seed(200, lambda _: None)
        with migrating(list(services.values()), logs=logs, processes=processes) as started:
            words.append(compare_structures(started, processes))
        assert databases(services["naive"][1].admin_url) == {"postgres", "template0", "template1", "crm_naive"}
    assert words[0] == words[1]
    assert len(set(words[0].values())) == len(NAMES)
    assert all(re.fullmatch("[0-9a-f]{12}", word) for word in words[0].values())


FOREIGN = [
    ("CREATE INDEX left_over ON customers_customer (gender)", "index, public.left_over"),
    ("CREATE TABLE left_over (id bigint PRIMARY KEY)", "table, public.left_over"),
    ("ALTER TABLE customers_customer ADD left_over int", "column, public.customers_customer.left_over"),
    ("CREATE STATISTICS left_over ON gender, birthday FROM customers_customer", "statistics object, public.left_over"),
    ("CREATE EXTENSION btree_gin", "extension, btree_gin"),
    ("CREATE SCHEMA s CREATE VIEW left_over AS SELECT 1 AS one", "view, s.left_over"),
    ("CREATE FUNCTION left_over() RETURNS int RETURN 1", "function, public.left_over()"),
    (
        "CREATE TRIGGER left_over BEFORE UPDATE ON customers_customer EXECUTE FUNCTION tsvector_update_trigger()",
        "trigger, left_over of public.customers_customer",
    ),
    (
        "ALTER TABLE customers_customer ADD CONSTRAINT left_over CHECK (id > 0) NOT VALID",
        "constraint, left_over of public.customers_customer",
    ),
    ("ALTER DATABASE crm_changed SET jit = off", "setting of the database, jit = off,"),
    (
        "ALTER ROLE crm IN DATABASE crm_changed SET work_mem = '1MB'",
        "setting of the database, work_mem of role crm = 1MB,",
    ),
]


@pytest.mark.parametrize(("statement", "words"), FOREIGN)
def test_a_foreign_structure_is_refused_and_its_removal_is_named(
    statement: str, words: str, changed: Callable[[str, str], Migrating], expected: dict[str, Sequence[Structure]]
) -> None:
    copy = changed("naive", statement)
    said = refusal(copy, expected["naive"])
    assert f"The database crm_changed has a foreign {words}" in said
    [removal] = re.findall("`(.*?)`", said)
    execute(str(copy.datastores.admin_url), removal)
    require_same(read_structures(str(copy.datastores.admin_url)), expected["naive"], of=copy)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DROP INDEX customers_birthday", "the index public.customers_birthday is missing"),
        ("DROP TRIGGER customers_search_vector ON customers_customer", "the trigger customers_search_vector of public"),
        ("ALTER TABLE customers_customer DROP CONSTRAINT customer_id_unique", "the constraint customer_id_unique of"),
        ("DROP FUNCTION customers_value_lexemes", "the function public.customers_value_lexemes(text,text) is missing"),
        ("DROP EXTENSION pg_trgm CASCADE", "the extension pg_trgm is missing"),
    ],
)
def test_a_structure_that_was_dropped_is_refused(
    statement: str, words: str, changed: Callable[[str, str], Migrating], expected: dict[str, Sequence[Structure]]
) -> None:
    said = refusal(changed("optimized", statement), expected["optimized"])
    assert f"In the database crm_changed {words}" in said
    assert "begin with a new database (`bench services down`, then delete" in said


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "ALTER TABLE customers_customer DISABLE TRIGGER customers_search_vector",
            "the trigger customers_search_vector of public.customers_customer is different (“disabled”, not “enabled”)",
        ),
        (
            "ALTER TABLE customers_address DISABLE TRIGGER ALL",
            "the constraint customers_address_customer_id_f042422e_fk",
        ),
        (
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'customers_birthday'::regclass",
            "the index public.customers_birthday is different (“invalid”, not “valid”)",
        ),
        ("ALTER INDEX customers_search SET (fastupdate = on)", "the index public.customers_search is different"),
        ("ALTER TABLE customers_customer SET (autovacuum_enabled = off)", "(“autovacuum_enabled=off; options of TOAST"),
        ("ALTER TABLE customers_customer SET (toast.autovacuum_enabled = off)", "(“autovacuum_enabled=off; replica"),
        ("ALTER TABLE customers_sign_pairs SET UNLOGGED", "(“unlogged; "),
        ("ALTER TABLE customers_address ALTER city SET STATISTICS 1", "the column public.customers_address.city is"),
        ("ALTER TABLE customers_address ALTER city TYPE text", "(“text; not null"),
        ("ALTER FUNCTION customers_words(text) COST 1", "the function public.customers_words(text) is different"),
        ("ALTER SEQUENCE customers_customer_id_seq CACHE 50", "the sequence public.customers_customer_id_seq is"),
    ],
)
def test_a_structure_that_was_changed_is_refused(
    statement: str, words: str, changed: Callable[[str, str], Migrating], expected: dict[str, Sequence[Structure]]
) -> None:
    assert words in refusal(changed("optimized", statement), expected["optimized"])


def test_rows_are_no_structures(
    changed: Callable[[str, str], Migrating], expected: dict[str, Sequence[Structure]]
) -> None:
    statement = (
        "INSERT INTO customers_sign_pairs VALUES ('a', 'b'); SELECT nextval('customers_customer_id_seq'); ANALYZE"
    )
    copy = changed("optimized", statement)
    require_same(read_structures(str(copy.datastores.admin_url)), expected["optimized"], of=copy)


def test_a_setting_of_the_role_is_refused_although_the_empty_database_has_it_too(
    services: dict[str, Pair], logs: Path, processes: Processes
) -> None:
    url = str(services["naive"][1].admin_url)
    for given, name in (("ROLE crm", "role crm"), ("ROLE ALL", "all roles")):
        execute(url, f"ALTER {given} SET work_mem = '1MB'")
        try:
            with (
                migrating([services["naive"]], logs=logs, processes=processes) as started,
                pytest.raises(
                    BenchError, match=f"foreign setting of roles, work_mem of {name} = 1MB.*ALTER {given} RE"
                ),
            ):
                compare_structures(started, processes)
        finally:
            execute(url, f"ALTER {given} RESET work_mem")


def test_a_setting_of_the_server_is_refused(services: dict[str, Pair], logs: Path, processes: Processes) -> None:
    url = str(services["naive"][1].admin_url)
    execute(url, "ALTER SYSTEM SET enable_seqscan = off")
    try:
        with (
            migrating([services["naive"]], logs=logs, processes=processes) as started,
            pytest.raises(BenchError, match="crm_naive has a foreign setting, enable_seqscan = off"),
        ):
            compare_structures(started, processes)
    finally:
        execute(url, "ALTER SYSTEM RESET enable_seqscan")
