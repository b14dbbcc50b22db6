"""The services to compare, and the tricky rows in both of their databases."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from crm_contract.comparison.compare_drawn import Tally
from crm_contract.comparison.contender import Contender
from crm_contract.comparison.database import ForeignRows
from crm_contract.comparison.loaded_rows import Data, loaded

_LINES = pytest.StashKey[list[str]]()
_SAMPLED = "test_sampled_data.py"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With --sampled, collect only the test that changes nothing in the databases; without it, all others."""
    is_test = collection_path.name.startswith("test_")
    return True if is_test and (collection_path.name == _SAMPLED) != config.getoption("sampled") else None


def setting(config: pytest.Config, name: str) -> str:
    """Return the value of an option or its environment variable, such as --naive-url or NAIVE_URL."""
    value = config.getoption(name) or os.environ.get(name.upper())
    if not value:
        option = "--" + name.replace("_", "-")
        pytest.exit(f"Say what to compare: {option} (or env {name.upper()}). See contract/README.md.", returncode=4)
    return str(value)


@pytest.fixture(scope="session")
def contenders(pytestconfig: pytest.Config) -> Iterator[list[Contender]]:
    with (
        Contender("naive", setting(pytestconfig, "naive_url")) as naive,
        Contender("optimized", setting(pytestconfig, "optimized_url")) as optimized,
    ):
        yield [naive, optimized]


@pytest.fixture(scope="session")
def database_urls(pytestconfig: pytest.Config) -> list[str]:
    return [setting(pytestconfig, name) for name in ("naive_database_url", "optimized_database_url")]


@pytest.fixture(scope="session")
def data(contenders: list[Contender], database_urls: list[str]) -> Iterator[Data]:
    with ExitStack() as stack:
        try:
            data = stack.enter_context(loaded(contenders, database_urls))
        except ForeignRows as error:
            pytest.exit(str(error), returncode=4)
        yield data


@pytest.fixture
def report(pytestconfig: pytest.Config, contenders: list[Contender]) -> Iterator[list[Tally]]:
    """A list for tallies, whose lines are printed below the tests."""
    tallies: list[Tally] = []
    yield tallies
    pytestconfig.stash.setdefault(_LINES, []).extend(tally.line(contenders) for tally in tallies)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in config.stash.get(_LINES, []):
        terminalreporter.write_line(line)
