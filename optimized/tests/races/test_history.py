"""The judge of a race, with histories written by hand."""

from collections.abc import Iterable, Mapping
from math import inf

import pytest
from races import parts
from races.history import Read, Verdict, Write, judge


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
    assert counts(judge(writes, [seen], at_the_end={"A": 4})) == (0, 0, 0)


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
    assert counts(judge(writes, [seen], at_the_end={"A": 4})) == (1, 0, 0)


def test_how_late_a_stale_read_is_counts_from_the_first_write_that_it_misses() -> None:
    assert judge(TWICE, [read(14, 15, 1), read(13, 14, None)], at_the_end={"A": 2}).stalest_s == 12


@pytest.mark.parametrize(
    "seen",
    [
        read(5, 6, 2),  # no client had begun to write it
        read(30, 31, 9),  # no client ever wrote it
        Read(5, 6, {"B": 1}),
        Read(5, 6, {}, malformed="fields of two versions"),
    ],
)
def test_a_read_of_what_never_was_is_torn(seen: Read) -> None:
    assert counts(judge(TWICE, [seen], at_the_end={"A": 2})) == (0, 0, 1)


@pytest.mark.parametrize(
    ("shown", "torn"),
    [
        ({"A": 1, "B": 1}, 0),
        ({"A": 2, "B": 1}, 0),
        ({"A": 2, "B": 2}, 0),
        ({"A": 1, "B": 2}, 1),  # A's version 2 was acknowledged before B's began, and A's version 1 had ended
    ],
)
def test_a_list_of_versions_that_never_met_is_torn(shown: Mapping[str, int], torn: int) -> None:
    others = (write(1, 0, 1, code="B"), write(2, 12, 13, code="B"))
    assert counts(judge((*TWICE, *others), [Read(0.5, 14, shown)], at_the_end={"A": 2, "B": 2})) == (0, 0, torn)


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
    assert counts(judge(writes, [], at_the_end=at_the_end)) == (0, lost, 0)


CODE = f"{parts.PREFIX}1"
POINTS, CITY = parts.key(CODE, "relationship.points"), parts.key(CODE, "address.city")
TWO_PARTS = (write(1, 0, 1, code=POINTS), write(1, 0, 1, code=CITY), write(2, 10, 11, code=POINTS))


@pytest.mark.parametrize(
    ("points", "city", "expected"),
    [
        (2, 1, (0, 0, 0)),
        (1, 1, (1, 0, 0)),  # a later version was acknowledged
        (2, 2, (0, 0, 1)),  # no client ever wrote it
        (2, None, (1, 0, 0)),
    ],
)
def test_a_read_of_a_customer_is_a_read_of_all_its_parts(
    points: int, city: int | None, expected: tuple[int, int, int]
) -> None:
    shown = {POINTS: points} | ({} if city is None else {CITY: city})
    seen = Read(12, 13, shown, of=CODE)
    assert counts(judge(TWO_PARTS, [seen], at_the_end={POINTS: 2, CITY: 1})) == expected


def test_a_part_that_is_not_in_the_database_is_lost() -> None:
    assert counts(judge(TWO_PARTS, [], at_the_end={POINTS: 1, CITY: 1})) == (0, 1, 0)
