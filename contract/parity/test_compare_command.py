"""compare.py as programs run it: one line on stdout, an exit code, and its progress on stderr."""

import subprocess
import sys
from pathlib import Path

import pytest
from crm_contract.broken_services.mutants import Milliseconds
from crm_contract.comparison.loaded_rows import Data
from crm_contract.reference_service.paging import Keyset
from crm_contract.reference_service.server import serve
from parity.conftest import setting

COMMAND = [sys.executable, str(Path(__file__).parent.parent / "compare.py"), "--queries=20", "--walks=2", "--pages=3"]
NOWHERE = "postgresql://nobody@127.0.0.1:9/nothing"


def compare(database_url: str, **contenders: str) -> subprocess.CompletedProcess[str]:
    named = [f"--contender={name}={url}" for name, url in contenders.items()]
    return subprocess.run([*COMMAND, *named, f"--database={database_url}"], capture_output=True, text=True, check=False)


def test_equal_services_end_it_with_0(data: Data, database_urls: list[str], *, pytestconfig: pytest.Config) -> None:
    urls = {name: setting(pytestconfig, f"{name}_url") for name in ("naive", "optimized")}
    run = compare(database_urls[0], **urls)
    assert (run.returncode, run.stderr) == (0, "comparing 20 of 22\n"), run.stdout
    assert run.stdout.startswith("parity: 0 differences in 22 examples; naive ")
    assert run.stdout.count("\n") == 1


def test_a_difference_ends_it_with_1(data: Data, database_urls: list[str]) -> None:
    service = Milliseconds(Keyset())
    service.load(data.rows)
    with serve(service) as url:
        run = compare(database_urls[0], wrong=url)
    assert run.returncode == 1
    assert "differences in 22 examples" in run.stdout
    assert "wrong, asked the first time, on page 1" in run.stderr


def test_a_missing_database_or_service_ends_it_with_2(database_urls: list[str], data: Data) -> None:
    for run in (compare(NOWHERE, naive="http://127.0.0.1:9"), compare(database_urls[0], naive="http://127.0.0.1:9")):
        assert run.returncode == 2
        assert run.stdout.startswith("parity: could not compare: ")
        assert run.stdout.count("\n") == 1
