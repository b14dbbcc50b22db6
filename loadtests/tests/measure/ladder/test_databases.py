"""The databases of a ladder: which ones there are, and that each has its own structures and the same rows."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from bench.contender.data import Commands, Fingerprint, read_into_memory
from bench.contenders import RUNGS_FILE, Contender, read_contenders
from bench.errors import BenchError
from bench.home import home
from bench.measure.ladder.databases import copied, copies_of, database_of, databases, dropped
from bench.measure.ladder.rungs import Ladder
from bench.processes import Processes
from bench.progress import Display
from bench.targets.datastores import Datastores, bring_up, stop_local
from rich.console import Console

LADDER = Ladder(read_contenders(), read_contenders(RUNGS_FILE))
NAIVE, OPTIMIZED = LADDER.roots["naive"], LADDER.roots["optimized"]
VECTOR = ("naive", "ordering_indexes", "contains_indexes", "search_vector")


def plan(*names: str, leave_one_out: bool = False) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    copies = copies_of(LADDER.climb(names, leave_one_out=leave_one_out), LADDER)
    return [(copy.database, copy.template, copy.key) for copy in copies]


def test_a_database_is_a_copy_of_that_below_with_one_rung_s_structures_more() -> None:
    assert plan() == [
        ("crm_ladder_ordering_indexes", VECTOR[:1], VECTOR[:2]),
        ("crm_ladder_contains_indexes", VECTOR[:2], VECTOR[:3]),
        ("crm_ladder_search_vector", VECTOR[:3], VECTOR),
    ]


def test_leave_one_out_copies_that_of_tuned_and_without_the_vector_uses_one_that_is_there() -> None:
    assert plan(leave_one_out=True)[3:] == [
        ("crm_ladder_tuned_without_ordering_indexes", VECTOR, ("naive", "contains_indexes", "search_vector")),
        ("crm_ladder_tuned_without_contains_indexes", VECTOR, ("naive", "ordering_indexes", "search_vector")),
    ]


def test_only_databases_of_measured_rungs_are_made() -> None:
    assert plan("naive", "prefetch", "optimized", "granian", "bolt") == []
    assert plan("naive", "keyset", "tuned") == [
        ("crm_ladder_keyset", VECTOR[:1], VECTOR[:2]),
        ("crm_ladder_tuned", VECTOR[:2], VECTOR),
    ]


def test_databases_on_a_server_of_the_user_are_not_copied(processes: Processes) -> None:
    [copy, *_] = copies_of(LADDER.climb((), leave_one_out=False), LADDER)
    roots = {"naive": database_of(Datastores({}, ours=False))}
    display = Display(Console(stderr=True))
    with (
        pytest.raises(BenchError, match="Unset DATABASE_URL"),
        databases([copy], roots, data=Fingerprint(0, ""), processes=processes, display=display),
    ):
        pass


@pytest.fixture(scope="module")
def naive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Contender, Datastores]]:
    """With 500 customers, on a server of its own."""
    with pytest.MonkeyPatch.context() as patch, Processes() as processes:
        patch.setenv("BENCH_HOME", str(tmp_path_factory.mktemp("ladder")))
        patch.delenv("DATABASE_URL", raising=False)
        datastores = bring_up(NAIVE, [])
        (home() / "logs").mkdir()
        commands = Commands(NAIVE, datastores, home() / "logs", processes)
        commands.migrate(lambda _: None)
        commands.seed(500, lambda _: None)
        yield NAIVE, datastores
        stop_local([NAIVE])


def indexes(datastores: Datastores) -> list[str]:
    with psycopg.connect(datastores.variables["DATABASE_URL"]) as connection:
        found = connection.execute("SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'customers_%' ORDER BY 1")
        return [definition for (definition,) in found]


def names_of_databases(datastores: Datastores) -> set[str]:
    with psycopg.connect(datastores.admin_url or "") as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}


@pytest.mark.servers
def test_each_has_the_structures_that_its_rungs_pay_for_and_the_rows_of_naive(
    naive: tuple[Contender, Datastores], processes: Processes, bench_home: Path
) -> None:
    _, datastores = naive
    (bench_home / "logs").mkdir()
    before = indexes(datastores)
    rungs = LADDER.climb(["naive", "ordering_indexes", "tuned"], leave_one_out=True)
    copies = [copy for copy in copies_of(rungs, LADDER) if copy.rung.name != "tuned_without_search_vector"]
    data = Commands(NAIVE, datastores, bench_home / "logs", processes).fingerprint()
    assert data is not None
    display = Display(Console(stderr=True))
    roots = {"naive": database_of(datastores, "of naive")}
    with databases(copies, roots, data=data, processes=processes, display=display) as found:
        added = {key[1:]: len(indexes(each.datastores)) - len(before) for key, each in found.items()}
        assert added == {
            (): 0,
            ("ordering_indexes",): 7,
            VECTOR[1:]: 7 + 9 + 1,
            ("contains_indexes", "search_vector"): 9 + 1,
            ("ordering_indexes", "search_vector"): 7 + 1,
        }
        words = [each.structures for each in found.values()]
        assert len(set(words)) == len(words)
        whole, ordered = found[VECTOR], found[VECTOR[:2]]
        assert whole.size is not None
        assert ordered.size is not None
        assert whole.size.index_bytes > ordered.size.index_bytes
        assert whole.size.table_bytes > ordered.size.table_bytes
        assert (ordered.builder, whole.builder) == ("ordering_indexes", "tuned")
        assert ordered.build_s
    assert indexes(datastores) == before
    assert not {name for name in names_of_databases(datastores) if name.startswith("crm_ladder")}


@pytest.mark.servers
@pytest.mark.parametrize("scan", ["enable_seqscan", "enable_indexscan"])
def test_no_scan_of_a_copy_waits_for_the_disk_once_it_is_in_memory(
    scan: str, naive: tuple[Contender, Datastores]
) -> None:
    _, datastores = naive
    try:
        assert "read=" in executed(copied(datastores, "cold"), scan)
        copy = copied(datastores, "cold")
        read_into_memory(copy)
        assert "read=" not in executed(copy, scan)
    finally:
        dropped(datastores, "cold")


def executed(datastores: Datastores, without: str) -> str:
    """The plan of a scan and what it read, without the catalogs that planning read."""
    with psycopg.connect(datastores.admin_url or "") as connection:
        connection.execute(f"SET {without} = off".encode())
        lines = connection.execute("EXPLAIN (ANALYZE, BUFFERS) SELECT * FROM customers_customer ORDER BY id").fetchall()
        return "\n".join(line for (line,) in lines).partition("Planning:")[0]


@pytest.mark.servers
@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("CREATE INDEX not_paid_for ON customers_customer (gender)", "foreign index, public.not_paid_for"),
        ("DELETE FROM customers_customer WHERE id = 7", "holds 499 customers|data differ"),
        ("UPDATE customers_customer SET last_name = 'Changed' WHERE id = 7", "data differ"),
    ],
)
def test_a_database_with_a_foreign_index_or_other_rows_is_refused(
    statement: str, words: str, naive: tuple[Contender, Datastores], processes: Processes, bench_home: Path
) -> None:
    """The copy is made of a root that was changed behind bench's back."""
    _, datastores = naive
    (bench_home / "logs").mkdir()
    data = Commands(NAIVE, datastores, bench_home / "logs", processes).fingerprint()
    assert data is not None
    changed = copied(datastores, "changed")
    with psycopg.connect(changed.admin_url or "", autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(statement.encode())
    [copy, *_] = copies_of(LADDER.climb(["naive", "ordering_indexes"], leave_one_out=False), LADDER)
    display = Display(Console(stderr=True))
    try:
        with (
            pytest.raises(BenchError, match=words),
            databases([copy], {"naive": database_of(changed)}, data=data, processes=processes, display=display),
        ):
            pass
    finally:
        dropped(datastores, "changed")
