"""Several real k6 processes that share one load."""

from collections import Counter
from pathlib import Path

import pytest
from bench.load.generators import run_generators, segment
from bench.load.k6 import run_k6
from bench.processes import Processes
from conftest import StartFake

pytestmark = pytest.mark.servers

PAGES = 240
RATE, DURATION_S = 60, 2


def load(url: str, folder: Path) -> dict[str, str | float]:
    """A load that asks each of many pages once."""
    pages = ", ".join(f'["/api/v1/customers?page={page}", 0, 20]' for page in range(1, PAGES))
    terms = folder / "terms.json"
    terms.write_text(f'{{"questions": {{"list": [{pages}], "detail": [["/api/v1/customers/1", 1, 1]]}}}}')
    return {"BASE_URL": url, "TERMS": str(terms), "RATE": RATE, "DURATION": DURATION_S}


def test_three_generators_make_the_requests_of_one_and_ask_no_cold_key_twice(
    start_fake: StartFake, tmp_path: Path, processes: Processes
) -> None:
    on_a_new_cache = load(start_fake("--cached", "--rows", "6000"), tmp_path)
    one = run_k6("list", on_a_new_cache, scratch=tmp_path, processes=processes)
    on_another = load(start_fake("--cached", "--rows", "6000"), tmp_path)
    three = run_generators("list", on_another, count=3, scratch=tmp_path, processes=processes)

    assert abs(three.requests - one.requests) <= 1  # k6 may start one arrival more at the end
    assert (three.failed, three.checks_failed, three.dropped) == (0, 0, 0)
    assert three.cache_answers == three.requests
    assert (one.cache_hits, three.cache_hits) == (0, 0)

    # Percentiles are those of all samples.
    assert three.latency.n == three.latency_by_request["list"].n == three.requests
    assert list(three.latency.quantiles_ms) == sorted(three.latency.quantiles_ms)
    assert three.latency.p50_ms == three.latency.quantiles_ms[100]
    assert three.offered_per_s == RATE


def test_the_iterations_of_a_mixture_are_those_of_one_test(
    start_fake: StartFake, tmp_path: Path, processes: Processes
) -> None:
    variables = {**load(start_fake("--rows", "6000"), tmp_path), "WARM_UP": 40}
    run = run_generators("mixed", variables, count=3, scratch=tmp_path, processes=processes)
    asked = {name: latency.n for name, latency in run.latency_by_request.items()}
    assert run.iterations == 40
    assert Counter(asked) == Counter(list=32, detail=6, create=2, read_back=2, update=2, delete=2)


def test_a_generator_that_fails_fails_the_load(start_fake: StartFake, tmp_path: Path, processes: Processes) -> None:
    run = run_generators(
        "list",
        load(start_fake("--fail-every", "5", "--rows", "6000"), tmp_path),
        count=2,
        scratch=tmp_path,
        processes=processes,
    )
    assert 0 < run.failed < run.requests
    assert run.failing_checks


def test_segments_are_equal_parts_of_one_whole() -> None:
    sequence = ["--execution-segment-sequence", "0,1/3,2/3,1"]
    assert segment(0, 3) == ["--execution-segment", "0:1/3", *sequence]
    assert segment(2, 3) == ["--execution-segment", "2/3:1", *sequence]
