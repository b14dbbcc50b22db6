"""One cell against a real service in processes of its own."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from bench.contender.meters import Meters
from bench.contender.running import RunningContender
from bench.http_client import Client
from bench.load.modes import MODES
from bench.load.probe import Probe
from bench.load.scenarios import SCENARIOS
from bench.measure.cell_plan import CellPlan, cell_plan
from bench.measure.cells import measure_cells
from bench.measure.measurement import let_finish
from bench.processes import Processes
from bench.readings.readers import ProcessTrees
from bench.readings.statements import Statements, Work
from bench.results.run import Cell
from bench.targets.datastores import Datastores


class RecordingCache:
    """Stands for a cache server: it only notes that it was emptied."""

    def __init__(self) -> None:
        self.flushed = 0

    def flush(self) -> None:
        self.flushed += 1


class StatementsOfAJournal(Statements):
    """Stands for the database of all contenders that write this journal: a statement for each list that was asked."""

    def __init__(self, journal: Path) -> None:
        super().__init__(None)
        self.journal = journal
        self.before = 0

    def begin(self) -> None:
        self.before = len(self.journal.read_text().splitlines())

    def read(self) -> Work | None:
        return Work(len(self.journal.read_text().splitlines()) - self.before, 0, 0)


@pytest.fixture
def cell() -> Callable[..., Cell]:
    def cell(contender: RunningContender, scenario: str = "list") -> Cell:
        plan = cell_plan(
            replace(MODES["quick"], measured_s=0.5, warm_up_s=0.1),
            SCENARIOS[scenario],
            probes={contender.name: Probe(0.01, 0.01, workers=1)},
            contender=contender,
            round=1,
            position=1,
        )
        return measure_cells([plan])[0]

    return cell


def in_turns(contenders: Sequence[RunningContender]) -> list[CellPlan]:
    return [
        cell_plan(
            replace(MODES["quick"], measured_s=1.0, warm_up_s=0.1),
            SCENARIOS["list"],
            probes={contender.name: Probe(0.01, 0.01, workers=1)},
            contender=contender,
            round=1,
            position=number,
            in_turns=True,
        )
        for number, contender in enumerate(contenders, 1)
    ]


def test_a_cell_says_what_was_asked_and_used(enter: Callable[..., RunningContender], cell: Callable[..., Cell]) -> None:
    found = cell(enter("--cpu-ms 5"))
    assert found.valid
    assert found.requests == found.latency.n
    assert found.iterations % found.questions == 0
    assert 5 < found.cpu_ms_per_request.service < 25
    assert (found.cpu_ms_per_request.database, found.cpu_ms_per_request.cache) == (None, None)
    assert found.bytes_per_request > 4000
    assert found.memory_bytes.service > 5_000_000
    assert found.sql_statements_per_request is None


def test_halving_the_connections_changes_the_cpu_time_little(enter: Callable[..., RunningContender]) -> None:
    usual, same = in_turns([enter("--cpu-ms 10")] * 2)
    found, halved = measure_cells([usual, replace(same, connections=usual.connections // 2)])
    assert halved.cpu_ms_per_request.total == pytest.approx(found.cpu_ms_per_request.total, rel=0.1)


def test_contenders_take_turns_and_each_gets_only_its_own_work(enter: Callable[..., RunningContender]) -> None:
    plans = in_turns([enter("--cpu-ms 5"), enter("--cpu-ms 10"), enter("--fail-every 50")])
    assert plans[0].turns == 4
    cheap, dear, wrong = measure_cells(plans)
    assert (cheap.valid, dear.valid, wrong.valid, wrong.requests) == (True, True, False, 0)
    assert cheap.questions == dear.questions == plans[0].questions * 4
    assert 1.5 < dear.cpu_ms_per_request.total / cheap.cpu_ms_per_request.total < 2.5
    assert cheap.duration_s >= 1.0
    assert cheap.requests == cheap.latency.n


def test_contenders_with_one_database_get_only_their_own_statements(
    enter: Callable[..., RunningContender], tmp_path: Path
) -> None:
    journal = tmp_path / "journal"
    journal.touch()
    contenders = [
        replace(enter(f"--cpu-ms 5 --journal {journal}"), statements=StatementsOfAJournal(journal)) for _ in range(2)
    ]
    cells = measure_cells(in_turns(contenders))
    assert [cell.sql_statements_per_request for cell in cells] == [1, 1]


def test_a_cell_begins_with_an_emptied_cache(enter: Callable[..., RunningContender], cell: Callable[..., Cell]) -> None:
    cache = RecordingCache()
    contender = enter("--cached", cache)
    after_start = cache.flushed
    cell(contender)
    assert cache.flushed == after_start + 1


def test_a_cell_of_cold_keys_that_come_from_the_cache_is_invalid(
    enter: Callable[..., RunningContender], cell: Callable[..., Cell]
) -> None:
    # The second pass finds the answers of the first one.
    found = cell(enter("--cached --one-key-for-all-hosts", RecordingCache()))
    assert "of the cold keys were in the cache, at most 5%" in str(found.invalid_reason)


def test_a_hot_cell_asks_only_what_was_asked_before(
    enter: Callable[..., RunningContender], cell: Callable[..., Cell]
) -> None:
    found = cell(enter("--cached", RecordingCache()), "list_hot")
    assert (found.cache_hit_ratio, found.valid) == (1.0, True)


def test_a_wrong_answer_makes_the_cell_invalid_with_its_reason(
    enter: Callable[..., RunningContender], cell: Callable[..., Cell]
) -> None:
    found = cell(enter("--fail-every 50"))
    assert (found.valid, found.requests) == (False, 0)
    assert "500" in str(found.invalid_reason)


def test_what_a_write_leaves_behind_is_removed(
    enter: Callable[..., RunningContender], cell: Callable[..., Cell]
) -> None:
    contender = enter("--lose-deletes 1")
    assert not cell(contender, "write").valid
    with Client(contender.url) as client:
        assert client.json("/api/v1/customers?customer_id=bench-")["results"] == []


def test_writes_are_measured_and_leave_nothing_behind(
    enter: Callable[..., RunningContender], cell: Callable[..., Cell]
) -> None:
    contender = enter()
    found = cell(contender, "write")
    assert found.valid
    assert found.requests == 4 * found.iterations
    with Client(contender.url) as client:
        assert client.json("/api/v1/customers?customer_id=bench-")["results"] == []


def test_work_that_goes_on_after_a_plateau_is_waited_for(processes: Processes, tmp_path: Path) -> None:
    half_a_second_of_work = "import time\nwhile time.process_time() < 0.5: pass\ntime.sleep(60)"
    process = processes.start(
        [sys.executable, "-c", half_a_second_of_work], folder=tmp_path, environment={}, output=tmp_path / "log"
    )
    meters = Meters(ProcessTrees(), service_pid=process.pid, datastores=Datastores({}))
    let_finish(meters)
    assert meters.read().cpu_s.service >= 0.5
