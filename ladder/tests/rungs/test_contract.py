"""Each rung as a service: gunicorn on a database of its own passes the contract's tests.

Rungs below `tuned` write as naive does, so they pass the tests of reads. `tuned` and `ninja` pass all tests, and parity
with the optimized service.
"""

import sys
from pathlib import Path

import pytest
from crm_ladder.composition import RUNGS
from services import ROOT, Service, database, run, running

pytestmark = [pytest.mark.servers, pytest.mark.slow]

CONTRACT = ROOT / "contract"
READS = ["cursors", "documentation", "filters", "methods", "names_find_themselves", "orderings", "page_numbers"]
READS += ["paging", "parameters", "reading", "reads_see_writes", "representation", "search", "walks_after_deletions"]
PARITY = ["drawn_queries", "long_walks", "spellings", "writes"]


def rungs(*names: str, **environment: str) -> Service:
    start = "-m gunicorn --config python:crm_naive.gunicorn_conf --bind 127.0.0.1:{port} --log-level warning"
    chosen = {"DJANGO_SETTINGS_MODULE": "crm_ladder.service.settings", "LADDER_RUNGS": ",".join(names)}
    return Service("ladder", start, chosen | environment)


STEPS = {rung: rungs(*RUNGS[: n + 1]) for n, rung in enumerate(RUNGS[:-1])}
CONTENDERS = {"tuned": rungs(*RUNGS), "ninja": rungs(*RUNGS, LADDER_FRAMEWORK="ninja")}
OPTIMIZED = Service("optimized", "-m crm_optimized.serve --port {port} --workers 2 --log-level warning", {})


def pytest_run(*arguments: str) -> None:
    run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments], folder=CONTRACT)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "service.log"


@pytest.mark.parametrize("name", STEPS)
def test_a_rung_passes_the_contracts_tests_of_reads(name: str, cache_url: str, *, log: Path) -> None:
    with database() as url, running(STEPS[name], database_url=url, cache_url=cache_url, log=log) as base_url:
        pytest_run(*(f"tests/test_{module}.py" for module in READS), "--base-url", base_url)


@pytest.mark.parametrize("name", CONTENDERS)
def test_a_contender_passes_all_tests_of_the_contract(name: str, cache_url: str, *, log: Path) -> None:
    with database() as url, running(CONTENDERS[name], database_url=url, cache_url=cache_url, log=log) as base_url:
        pytest_run("tests", "--base-url", base_url, "--server-log", str(log))


@pytest.mark.parametrize("name", CONTENDERS)
def test_a_contender_answers_as_the_optimized_service_and_the_oracle(name: str, cache_url: str, *, log: Path) -> None:
    second_log = log.with_name("optimized.log")
    with (
        database() as url,
        database() as second_url,
        running(CONTENDERS[name], database_url=url, cache_url=cache_url, log=log) as base_url,
        running(OPTIMIZED, database_url=second_url, cache_url=cache_url, log=second_log) as optimized_url,
    ):
        # The first service of a comparison is called naive there.
        services = ["--naive-url", base_url, "--optimized-url", optimized_url]
        databases = ["--naive-database-url", url, "--optimized-database-url", second_url]
        pytest_run(*(f"parity/test_{module}.py" for module in PARITY), *services, *databases)
