"""The judge of a race against histories written by hand, and races of the real service and of broken ones."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from math import inf
from pathlib import Path
from typing import Any

import msgspec
import psutil
import psycopg
import pytest
from races import parts
from races.faults import CACHE_FAULTS, WORKER_FAULTS
from races.history import Read, Verdict, Write, judge
from races.race import Race, Result, run
from races.versions import Records, body


def write(version: int, began: float, acknowledged: float = inf, *, code: str = "A", deletes: bool = False) -> Write:
    return Write(code, version, began, acknowledged, deletes)


# Version 1 from 0 to 1, version 2 from 10 to 11.
TWICE = (write(1, 0, 1), write(2, 10, 11))
DELETED = (*TWICE, write(3, 20, 21, deletes=True))
IN_DOUBT = (*TWICE, write(3, 20))
SUPERSEDED = (*IN_DOUBT, write(4, 30, 31))


def counts(verdict: Verdict) -> tuple[int, int, int]:
    return verdict.stale, verdict.lost, verdict.torn


def read(began: float, ended: float, version: int | None, *, of: str | None = "A") -> Read:
    return Read(began, ended, {} if version is None else {"A": version}, of=of)


@pytest.mark.parametrize(
    ("writes", "seen"),
    [
        (TWICE, read(12, 13, 2)),
        (TWICE, read(2, 3, 1)),
        (TWICE, read(10.5, 12, 1)),  # began before the acknowledgement
        (TWICE, read(9, 10.5, 2)),  # ended after the write began
        (TWICE, read(0.5, 0.6, None)),
        (DELETED, read(20.5, 22, None)),
        (DELETED, read(20.5, 22, 2)),
        (DELETED, read(22, 23, None)),
        (IN_DOUBT, read(30, 31, 2)),
        (IN_DOUBT, read(30, 31, 3)),
        (SUPERSEDED, read(25, 26, 2)),
        (SUPERSEDED, read(30.5, 32, 3)),
    ],
)
def test_a_read_of_a_current_version_is_right(writes: Iterable[Write], seen: Read) -> None:
    assert counts(judge(writes, [seen], {"A": 4})) == (0, 0, 0)


@pytest.mark.parametrize(
    ("writes", "seen"),
    [
        (TWICE, read(11.1, 12, 1)),
        (TWICE, read(1.1, 2, None)),
        (TWICE, read(1.1, 2, None, of=None)),
        (DELETED, read(21.1, 22, 2)),
        (DELETED, read(18, 19, None)),
        (IN_DOUBT, read(30, 31, 1)),
        (SUPERSEDED, read(32, 33, 3)),
    ],
)
def test_a_read_that_misses_an_acknowledged_write_is_stale(writes: Iterable[Write], seen: Read) -> None:
    assert counts(judge(writes, [seen], {"A": 4})) == (1, 0, 0)


def test_how_late_a_stale_read_is_counts_from_the_first_write_that_it_misses() -> None:
    assert judge(TWICE, [read(14, 15, 1), read(13, 14, None)], {"A": 2}).stalest_s == 12


@pytest.mark.parametrize(
    "seen",
    [
        read(5, 6, 2),  # nobody had begun to write it
        read(30, 31, 9),  # nobody ever wrote it
        Read(5, 6, {"B": 1}),
        Read(5, 6, {}, malformed="fields of two versions"),
    ],
)
def test_a_read_of_what_never_was_is_torn(seen: Read) -> None:
    assert counts(judge(TWICE, [seen], {"A": 2})) == (0, 0, 1)


@pytest.mark.parametrize(
    ("shown", "torn"),
    [
        ({"A": 1, "B": 1}, 0),
        ({"A": 2, "B": 1}, 0),
        ({"A": 2, "B": 2}, 0),
        ({"A": 1, "B": 2}, 1),  # A's second version was there before B's was begun
    ],
)
def test_a_list_of_versions_that_never_met_is_torn(shown: Mapping[str, int], torn: int) -> None:
    others = (write(1, 0, 1, code="B"), write(2, 12, 13, code="B"))
    assert counts(judge((*TWICE, *others), [Read(0.5, 14, shown)], {"A": 2, "B": 2})) == (0, 0, torn)


@pytest.mark.parametrize(
    ("writes", "at_the_end", "lost"),
    [
        (TWICE, {"A": 2}, 0),
        (TWICE, {"A": 1}, 1),
        (TWICE, {}, 1),
        (DELETED, {}, 0),
        (DELETED, {"A": 2}, 1),
        (IN_DOUBT, {"A": 2}, 0),
        (IN_DOUBT, {"A": 3}, 0),
        (IN_DOUBT, {"A": 1}, 1),
    ],
)
def test_an_acknowledged_write_that_is_not_in_the_database_is_lost(
    writes: Iterable[Write], at_the_end: Mapping[str, int], lost: int
) -> None:
    assert counts(judge(writes, [], at_the_end)) == (0, lost, 0)


def test_a_record_that_mixes_two_versions_is_not_recognised() -> None:
    whole = {"id": 1, "created": "then", "last_updated": "then", **body("A", 3)}
    assert Records().recognise(msgspec.json.encode(whole)) == {"A": 3}
    for name in whole.keys() - {"id", "created", "last_updated", "customer_id"}:
        mixed = whole | {name: body("A", 4)[name]}
        assert Records().recognise(msgspec.json.encode(mixed)) is None, name


def test_one_version_has_one_encoding() -> None:
    records, whole = Records(), {"id": 1, "created": "then", "last_updated": "then", **body("A", 3)}
    assert records.recognise(msgspec.json.encode(whole)) == {"A": 3}
    assert records.recognise(msgspec.json.encode(whole | {"last_updated": "later"})) is None


CODE = f"{parts.PREFIX}1"
POINTS, CITY = parts.key(CODE, "relationship.points"), parts.key(CODE, "address.city")
TWO_PARTS = (write(1, 0, 1, code=POINTS), write(1, 0, 1, code=CITY), write(2, 10, 11, code=POINTS))


@pytest.mark.parametrize(
    ("points", "city", "expected"),
    [
        (2, 1, (0, 0, 0)),
        (1, 1, (1, 0, 0)),  # a later version was acknowledged
        (2, 2, (0, 0, 1)),  # nobody ever wrote it
        (2, None, (1, 0, 0)),
    ],
)
def test_whoever_reads_a_customer_reads_all_its_parts(
    points: int, city: int | None, expected: tuple[int, int, int]
) -> None:
    shown = {POINTS: points} | ({} if city is None else {CITY: city})
    seen = Read(12, 13, shown, of=CODE)
    assert counts(judge(TWO_PARTS, [seen], {POINTS: 2, CITY: 1})) == expected


def test_a_part_that_is_not_in_the_database_is_lost() -> None:
    assert counts(judge(TWO_PARTS, [], {POINTS: 1, CITY: 1})) == (0, 1, 0)


@pytest.mark.parametrize("number", [0, 1])
def test_the_versions_of_all_parts_are_recognised(number: int) -> None:
    code = f"{parts.PREFIX}{number}"
    versions = {part: 4 + place for place, part in enumerate(parts.parts_of(code))}
    whole = {"id": 1, "created": "then", "last_updated": "then", **parts.body(code, versions)}
    assert parts.recognise(whole) == {parts.key(code, part): version for part, version in versions.items()}


@pytest.mark.parametrize("other", [{"address": None}, {"first_name": "Other"}, {"last_name": "Other"}])
def test_a_customer_that_no_versions_look_like_is_not_recognised(other: Mapping[str, Any]) -> None:
    versions = dict.fromkeys(parts.parts_of(CODE), 4)
    assert parts.recognise(parts.body(CODE, versions) | other) is None


def race(**what: Any) -> Result:
    result = run(Race(**what), os.environ["DATABASE_URL"])
    assert any(timing.cache == "HIT" for timing in result.timings)
    return result


def test_no_answer_is_stale_lost_or_torn_whatever_befalls_the_cache() -> None:
    result = race(faults=tuple(CACHE_FAULTS), seconds=0, fault_s=(0.2, 0.5))
    assert {each.fault for each in result.occurrences} == CACHE_FAULTS.keys()
    assert counts(result.verdict) == (0, 0, 0), result.verdict.examples
    assert (result.errors, result.unanswered, result.verdict.astray) == (0, 0, 0)
    assert result.verdict.walks > 0


def test_no_answer_is_stale_lost_or_torn_when_workers_die_or_the_database_does_not_answer() -> None:
    faults = (*WORKER_FAULTS, "database-away", "table-locked")
    result = race(faults=faults, seconds=0, fault_s=(0.5, 0.5))
    assert {each.fault for each in result.occurrences} == set(faults)
    assert counts(result.verdict) == (0, 0, 0), result.verdict.examples
    assert result.errors == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("defence", "faults"),
    [
        ("never_invalidating", ()),
        ("deleting_in_the_transaction", ()),
        ("trusting_new_connections", ("restored",)),
        ("without_leases", ("read-only",)),
    ],
)
def test_a_service_without_one_of_its_defences_gives_stale_answers(defence: str, faults: tuple[str, ...]) -> None:
    result = race(service=f"races.broken_services:{defence}", faults=faults, seconds=2, fault_s=(0.5, 0.5))
    assert result.verdict.stale > 0
    assert not result.passed


def test_a_service_that_locks_what_it_joins_loses_parts() -> None:
    result = race(service="races.broken_services:locking_what_it_joins", seconds=5)
    assert result.verdict.stale > 0
    assert not result.passed


def runs(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.status() != psutil.STATUS_ZOMBIE
    return False


@pytest.mark.slow
def test_ctrl_c_leaves_no_process_and_no_database() -> None:
    command = [sys.executable, "-m", "races", "--seconds", "60", "--faults", "stopped"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "races: started\n"
        started = psutil.Process(process.pid).children(recursive=True)
        assert all(map(runs, started))
        for _ in range(3):
            process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    assert not any(runs(each) for each in started)
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        mine = f"crm_races_{process.pid}_"
        [left] = connection.execute("SELECT count(*) FROM pg_database WHERE starts_with(datname, %s)", [mine])
    assert left == (0,)


def test_without_a_database_there_is_no_race() -> None:
    nowhere = os.environ | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    command = [sys.executable, "-m", "races"]
    done = subprocess.run(
        command, env=nowhere, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1]
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("races: DATABASE_URL: ")
