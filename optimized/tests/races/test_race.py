"""Races of the real service, and of services without a defence."""

import os
from typing import Any

import pytest
from races.faults import CACHE_FAULTS, WORKER_FAULTS
from races.history import Verdict
from races.race import run
from races.result import SERVICE, Race, Result

pytestmark = pytest.mark.servers


def counts(verdict: Verdict) -> tuple[int, int, int]:
    return verdict.stale, verdict.lost, verdict.torn


def race(**what: Any) -> Result:
    result = run(Race(**what), os.environ["DATABASE_URL"])
    assert any(timing.cache == "HIT" for timing in result.timings)
    return result


@pytest.mark.parametrize("service", [SERVICE, "races.broken_services:sleeping_early"])
def test_no_answer_is_stale_lost_or_torn_whatever_befalls_the_cache(service: str) -> None:
    result = race(service=service, faults=tuple(CACHE_FAULTS), seconds=0, fault_s=(0.2, 0.5))
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
        ("renewing_by_reading", ("read-only",)),
        ("lasting_generations", ("read-only",)),
        ("telling_no_worker", ("cut-off",)),
    ],
)
def test_a_service_without_one_of_its_defences_gives_stale_answers(defence: str, faults: tuple[str, ...]) -> None:
    service = f"races.broken_services:{defence}"
    # In six seconds there are two faults; in the second one the readers pause. Not every race meets the moment.
    results = (race(service=service, faults=faults, seconds=6, fault_s=(0.5, 0.5)) for _ in range(5))
    found = next((result for result in results if result.verdict.stale > 0), None)
    assert found is not None
    assert not found.passed


def test_a_service_that_locks_what_it_joins_loses_parts() -> None:
    result = race(service="races.broken_services:locking_what_it_joins", seconds=5)
    assert result.verdict.stale > 0
    assert not result.passed
