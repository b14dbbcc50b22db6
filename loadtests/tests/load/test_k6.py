"""Every script as a person runs it by hand, with the questions that are shipped."""

import subprocess
from pathlib import Path

import pytest
from bench.http_client import Client
from bench.load.k6 import LIST, SCRIPTS, Variables, find_k6, run_k6, script_file
from bench.load.scenarios import SCENARIOS
from bench.processes import Processes
from conftest import StartFake

pytestmark = pytest.mark.servers


def k6_by_hand(script: str, *options: str) -> subprocess.CompletedProcess[str]:
    environment = [part for option in options for part in ("-e", option)]
    command = [
        find_k6(),
        "run",
        "--quiet",
        "--no-usage-report",
        "--address",
        "",
        *environment,
        *(["-e", f"SCENARIO={script}"] if script in LIST else []),
        str(script_file(script)),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("script", ["list", "filter", "search", "sort", "detail", "write", "mixed"])
def test_a_script_runs_by_hand_against_any_contender(script: str, start_fake: StartFake) -> None:
    done = k6_by_hand(script, f"BASE_URL={start_fake()}", "DURATION=1", "RATE=20")
    assert done.returncode == 0, done.stderr
    assert "0 failed, 0 checks failed, 0 iterations dropped" in done.stdout


def test_the_classic_profile_runs_by_hand(start_fake: StartFake) -> None:
    done = k6_by_hand("classic", f"BASE_URL={start_fake()}", "RAMP=1", "HOLD=1", "PAUSE=0.1", "VUS=3")
    assert "0 failed, 0 checks failed" in done.stdout, done.stderr


LOADED = ["list", "filter", "search", "sort", "detail", "write", "mixed", "classic"]
CLASSIC = ("RAMP=1", "HOLD=1", "PAUSE=0.1", "VUS=3")


@pytest.mark.parametrize("script", [*LOADED, "paired"])
@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://no-such-host.invalid:8000"])
def test_a_service_that_is_not_there_is_told_before_the_load(script: str, url: str) -> None:
    done = k6_by_hand(script, f"BASE_URL={url}", f"OTHER_URL={url}", "DURATION=60", "HOLD=60")
    assert done.returncode != 0
    assert f"Nothing answers at {url}" in done.stderr
    assert "docker compose up --build --wait" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("script", [script for script in LOADED if script != "write"])
def test_an_empty_table_is_told_before_the_load(script: str, start_fake: StartFake) -> None:
    done = k6_by_hand(script, f"BASE_URL={start_fake('--rows', '0')}", "DURATION=60", "HOLD=60")
    assert done.returncode != 0
    assert "has no customers. Seed some: `make seed`" in done.stderr


@pytest.mark.parametrize("script", ["write", "mixed"])
def test_a_service_that_lets_only_some_write_gets_its_token_or_says_that_it_wants_one(
    script: str, start_fake: StartFake
) -> None:
    url = start_fake("--write-token", "secret")
    load = (f"BASE_URL={url}", "DURATION=2", "RATE=20")
    without, wrong = k6_by_hand(script, *load), k6_by_hand(script, *load, "API_WRITE_TOKEN=wrong")
    assert without.returncode != 0
    assert "Give the service's token: API_WRITE_TOKEN" in without.stderr
    assert wrong.returncode != 0
    assert "refuses writes with this API_WRITE_TOKEN" in wrong.stderr
    assert k6_by_hand(script, *load, "API_WRITE_TOKEN=secret").returncode == 0


@pytest.mark.parametrize(("script", "fault"), [("list", "--fail-every 5"), ("detail", "--drop-field gender")])
def test_wrong_answers_during_the_load_end_in_99(script: str, fault: str, start_fake: StartFake) -> None:
    done = k6_by_hand(script, f"BASE_URL={start_fake(*fault.split())}", "DURATION=1", "RATE=20")
    assert done.returncode == 99
    assert "failing: " in done.stdout


def test_cold_questions_of_bench_never_come_out_of_a_cache(
    start_fake: StartFake, tmp_path: Path, processes: Processes
) -> None:
    variables: Variables = {"BASE_URL": start_fake("--cached"), "DURATION": 1, "RATE": 20}
    # The shipped file has three questions for the list.
    run = run_k6("list", variables, scratch=tmp_path, processes=processes)
    assert (run.cache_hits, run.cache_answers) == (0, run.requests)
    by_hand = run_k6("list", {**variables, "HOSTS": ""}, scratch=tmp_path, processes=processes)
    assert by_hand.cache_hits == by_hand.requests - 3


def test_contenders_that_answer_differently_side_by_side_end_in_99(start_fake: StartFake) -> None:
    url, other = start_fake(), start_fake("--drop-field", "gender")
    assert k6_by_hand("paired", f"BASE_URL={url}", f"OTHER_URL={url}", "DURATION=1").returncode == 0
    assert k6_by_hand("paired", f"BASE_URL={url}", f"OTHER_URL={other}", "DURATION=1").returncode == 99


def test_customers_that_are_not_there_are_told_before_the_load(start_fake: StartFake, tmp_path: Path) -> None:
    terms = tmp_path / "terms of others (50%) #1 é'q.json"
    terms.write_text('{"questions": {"detail": [["/api/v1/customers/987654", 1, 1]]}}')
    done = k6_by_hand("detail", f"BASE_URL={start_fake()}", f"TERMS={terms}")
    assert done.returncode != 0
    assert "these questions are of other data" in done.stderr


def test_the_question_before_the_load_is_not_counted(start_fake: StartFake) -> None:
    done = k6_by_hand("list", f"BASE_URL={start_fake()}", "DURATION=2", "RATE=5")
    assert "\n10 requests in " in done.stdout or "\n11 requests in " in done.stdout


def test_bench_reads_failures_from_the_summary_and_asks_nothing_first(
    start_fake: StartFake, tmp_path: Path, processes: Processes
) -> None:
    run = run_k6(
        "list", {"BASE_URL": start_fake("--fail-every", "2"), "WARM_UP": 8}, scratch=tmp_path, processes=processes
    )
    assert run.requests == 8
    assert 0 < run.failed < 8


def test_every_workload_has_its_script() -> None:
    scripts = {scenario.script for scenario in SCENARIOS.values()}
    assert all(script_file(script).is_file() for script in scripts)
    assert {file.stem for file in SCRIPTS.glob("*.js")} == {*(scripts - {*LIST}), "list", "paired", "classic"}


def test_a_script_says_that_it_needs_a_base_url() -> None:
    done = k6_by_hand("list")
    assert done.returncode != 0
    assert "k6 run -e BASE_URL=http://127.0.0.1:8000" in done.stderr


def test_deep_pages_without_questions_name_the_command_that_makes_them(start_fake: StartFake) -> None:
    done = k6_by_hand("deep_page", f"BASE_URL={start_fake()}")
    assert done.returncode != 0
    assert "bench terms" in done.stderr


def test_writing_leaves_nothing_behind(start_fake: StartFake) -> None:
    url = start_fake("--rows", "50")
    done = k6_by_hand("write", f"BASE_URL={url}", "DURATION=1", "RATE=20")
    assert "0 failed" in done.stdout
    with Client(url) as client:
        assert client.json("/api/v1/customers?customer_id=bench-")["results"] == []


def test_a_run_whose_name_makes_too_long_codes_does_not_start(start_fake: StartFake) -> None:
    done = k6_by_hand("write", f"BASE_URL={start_fake()}", f"RUN={'x' * 21}")
    assert done.returncode != 0
    assert "RUN has at most 20 characters" in done.stderr


def test_hot_keys_come_from_the_cache_and_cold_ones_do_not(
    start_fake: StartFake, tmp_path: Path, processes: Processes
) -> None:
    pages = ", ".join(f'["/api/v1/customers?page={page}", 20, 20]' for page in range(1, 81))
    terms = tmp_path / "terms.json"
    terms.write_text(f'{{"questions": {{"list": [{pages}]}}}}')
    url = start_fake("--cached")
    load: Variables = {"BASE_URL": url, "TERMS": str(terms), "RATE": 30, "DURATION": 1}

    first = run_k6("list", {**load, "KEYS": "hot"}, scratch=tmp_path, processes=processes)
    again = run_k6("list", {**load, "KEYS": "hot"}, scratch=tmp_path, processes=processes)
    cold = run_k6("list", {**load, "KEYS": "cold"}, scratch=tmp_path, processes=processes)

    assert first.cache_answers - first.cache_hits == 16
    assert again.cache_hits == again.cache_answers == again.requests
    assert cold.cache_hits == 0


def test_a_warm_up_is_so_many_iterations_and_no_more(
    start_fake: StartFake, tmp_path: Path, processes: Processes
) -> None:
    run = run_k6("list", {"BASE_URL": start_fake(), "WARM_UP": 7}, scratch=tmp_path, processes=processes)
    assert run.iterations == 7


def test_a_serial_load_is_one_request_at_a_time_and_at_most_50_a_second(
    start_fake: StartFake, tmp_path: Path, processes: Processes
) -> None:
    run = run_k6(
        "detail", {"BASE_URL": start_fake(), "SERIAL": 1, "DURATION": 1}, scratch=tmp_path, processes=processes
    )
    assert run.offered_per_s is None
    assert 5 < run.requests <= 51


def test_quantiles_are_those_of_the_requests(start_fake: StartFake, tmp_path: Path, processes: Processes) -> None:
    run = run_k6(
        "detail",
        {"BASE_URL": start_fake("--slow-ms", "20"), "RATE": 30, "DURATION": 1},
        scratch=tmp_path,
        processes=processes,
    )
    quantiles = run.latency.quantiles_ms
    assert run.latency.n == run.requests >= 30
    assert len(quantiles) == 201
    assert list(quantiles) == sorted(quantiles)
    assert quantiles[0] >= 20
    assert run.latency.p50_ms == quantiles[100]
    assert run.latency.p95_ms is None  # 30 requests have one and a half beyond it
