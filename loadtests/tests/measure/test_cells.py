"""One cell against a real service in processes of its own."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bench.contender.meters import Meters
from bench.contender.running import RunningContender
from bench.http_client import Client
from bench.load.rates import Offer
from bench.load.scenarios import SCENARIOS
from bench.measure.bench import Bench
from bench.measure.cell_plan import cell_plan
from bench.measure.cells import measure_cell
from bench.measure.measurement import let_finish
from bench.processes import Processes
from bench.readings.readers import ProcessTrees
from bench.results.run import Cell
from bench.targets.datastores import Datastores


class RecordingCache:
    """Stands for a cache server: it only notes that it was emptied."""

    def __init__(self) -> None:
        self.flushed = 0

    def flush(self) -> None:
        self.flushed += 1


@pytest.fixture
def cell(bench_of: Callable[..., Bench]) -> Callable[..., Cell]:
    def cell(
        contender: RunningContender, scenario: str = "list", *, per_s: float | None = 20.0, most_attempts: int = 2
    ) -> Cell:
        bench = bench_of(measured_s=1.0)
        offer = Offer(per_s=per_s, vus=8, latencies_s={"one": 0.01})
        plan = cell_plan(bench.mode, SCENARIOS[scenario], offer=offer, contender=contender, round=1, position=1)
        return measure_cell(bench, plan, most_attempts=most_attempts)

    return cell


def test_a_cell_says_what_was_offered_done_and_used(
    enter: Callable[..., RunningContender], cell: Callable[..., Cell]
) -> None:
    found = cell(enter("--cpu-ms 5"))
    assert found.offered_per_s == 20.0
    assert found.achieved_per_s == pytest.approx(20, abs=1.5)
    assert found.requests == found.latency.n
    assert (found.failed, found.checks_failed, found.dropped) == (0, 0, 0)
    assert 5 < found.cpu_ms_per_request.service < 25
    assert (found.cpu_ms_per_request.database, found.cpu_ms_per_request.cache) == (None, None)
    assert found.bytes_per_request > 4000
    assert found.memory_bytes.service > 5_000_000
    assert 0 < found.k6_share < 1
    assert found.sql_statements_per_request is None


def test_a_cold_cell_begins_with_an_emptied_cache_and_asks_nothing_twice(
    enter: Callable[..., RunningContender], cell: Callable[..., Cell]
) -> None:
    cache = RecordingCache()
    contender = enter("--cached", cache)
    after_start = cache.flushed
    found = cell(contender)
    assert cache.flushed == after_start + found.attempts
    assert found.cache_hit_ratio == 0.0


def test_a_hot_cell_asks_only_what_was_asked_before(
    enter: Callable[..., RunningContender], cell: Callable[..., Cell]
) -> None:
    found = cell(enter("--cached", RecordingCache()), "list_hot", most_attempts=1)
    assert found.cache_hit_ratio == 1.0


def test_a_serial_cell_offers_no_rate(enter: Callable[..., RunningContender], cell: Callable[..., Cell]) -> None:
    found = cell(enter(), per_s=None)
    assert found.offered_per_s is None
    assert 10 < found.requests <= 51


def test_a_cell_that_breaks_a_gate_is_measured_once_more_and_kept_with_its_reason(
    enter: Callable[..., RunningContender], cell: Callable[..., Cell]
) -> None:
    found = cell(enter("--drop-field gender"))
    assert found.attempts == 2
    assert not found.valid
    assert "customers have every field" in str(found.invalid_reason)


def test_what_a_write_leaves_behind_is_removed(
    enter: Callable[..., RunningContender], cell: Callable[..., Cell]
) -> None:
    contender = enter("--lose-deletes 3")
    cell(contender, "write")
    with Client(contender.url) as client:
        assert client.json("/api/v1/customers?customer_id=bench-")["results"] == []


def test_work_that_goes_on_after_a_cell_is_waited_for(processes: Processes, tmp_path: Path) -> None:
    half_a_second_of_work = "import time\nwhile time.process_time() < 0.5: pass\ntime.sleep(60)"
    process = processes.start(
        [sys.executable, "-c", half_a_second_of_work], folder=tmp_path, environment={}, output=tmp_path / "log"
    )
    meters = Meters(ProcessTrees(), service_pid=process.pid, datastores=Datastores({}))
    let_finish(meters)
    assert meters.read().cpu_s.service >= 0.5
