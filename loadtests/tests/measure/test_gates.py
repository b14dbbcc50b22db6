"""Every gate, broken on purpose once: by real load where that takes a second, by figures where it would take luck."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bench.load.k6 import Run, run_k6
from bench.measure.gates import invalid_reason
from bench.processes import Processes
from bench.readings.machine import foreign_share, machine_cores, read_machine
from conftest import StartFake
from made_up_run import FINE, judged


@pytest.fixture
def run_list(tmp_path: Path, processes: Processes):  # type: ignore[no-untyped-def]
    def run(url: str, **variables: str | float) -> Run:
        return run_k6(
            "list", {"BASE_URL": url, "DURATION": 1, "VUS": 10, **variables}, scratch=tmp_path, processes=processes
        )

    return run


def test_a_cell_without_fault_is_valid() -> None:
    assert invalid_reason(judged()) is None


def test_a_cell_from_a_contender_without_fault_is_valid(start_fake: StartFake, run_list) -> None:  # type: ignore[no-untyped-def]
    assert invalid_reason(judged(run_list(start_fake()))) is None


def test_requests_that_fail_are_a_reason(start_fake: StartFake, run_list) -> None:  # type: ignore[no-untyped-def]
    run = run_list(start_fake("--fail-every", "5"))
    assert "requests failed" in str(invalid_reason(judged(run)))


def test_an_answer_without_a_field_is_a_reason(start_fake: StartFake, run_list) -> None:  # type: ignore[no-untyped-def]
    run = run_list(start_fake("--drop-field", "birthday"))
    assert run.failed == 0
    assert "customers have every field" in str(invalid_reason(judged(run)))


def test_an_answer_with_too_few_rows_is_a_reason(start_fake: StartFake, run_list, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    terms = tmp_path / "terms.json"
    terms.write_text('{"questions": {"list": [["/api/v1/customers?page_size=7", 20, 20]]}}')
    run = run_list(start_fake(), TERMS=str(terms))
    assert "it has the expected number of rows" in str(invalid_reason(judged(run)))


def test_dropped_iterations_are_a_reason(start_fake: StartFake, run_list) -> None:  # type: ignore[no-untyped-def]
    run = run_list(start_fake("--slow-ms", "300"), RATE=20, VUS=1)
    assert "iterations were dropped" in str(invalid_reason(judged(run)))


def test_a_rate_that_is_not_achieved_is_a_reason(start_fake: StartFake, run_list) -> None:  # type: ignore[no-untyped-def]
    run = run_list(start_fake("--slow-ms", "900"), RATE=10, VUS=20, GRACE_MS=100)
    assert run.dropped == 0
    assert "were achieved in time" in str(invalid_reason(judged(run)))


def test_an_unanswered_load_is_a_reason() -> None:
    assert invalid_reason(judged(replace(FINE, requests=0))) == "no request was made"


def test_a_load_generator_that_needs_the_cores_itself_is_a_reason() -> None:
    assert "k6 used 0.45 cores" in str(invalid_reason(judged(k6_cores=0.45)))


@pytest.fixture
def busy_program() -> Iterator[None]:
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as process:
        yield
        process.kill()


def test_a_program_that_takes_a_core_is_seen_and_is_a_reason(
    busy_program: None, start_fake: StartFake, run_list
) -> None:  # type: ignore[no-untyped-def]
    url = start_fake()
    before = read_machine()
    run = run_list(url)
    share = foreign_share(before, read_machine(), used_s=run.cpu_s)
    assert share is not None
    assert share > 0.5 / machine_cores()
    assert "other programs used" in str(invalid_reason(judged(run, foreign_share=share)))


def test_cold_keys_that_were_in_the_cache_are_a_reason(start_fake: StartFake, run_list) -> None:  # type: ignore[no-untyped-def]
    run = run_list(start_fake("--cached"))  # three questions, asked ten times
    hit_ratio = run.cache_hits / run.cache_answers
    assert "cold keys were in the cache" in str(invalid_reason(judged(run, cache_hit_ratio=hit_ratio)))
    assert invalid_reason(judged(run, keys="hot", cache_hit_ratio=hit_ratio)) is None


def test_all_reasons_are_told() -> None:
    reason = str(invalid_reason(judged(replace(FINE, failed=1, dropped=2), k6_cores=0.9)))
    assert reason.count(";") == 2
