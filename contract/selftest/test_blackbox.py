"""The black-box suite passes on the reference service, whichever way it pages."""

import subprocess
import sys
from pathlib import Path

from crm_contract.reference_service.paging import Keyset, PageNumbers
from crm_contract.reference_service.server import serve
from crm_contract.reference_service.service import Service

TESTS = Path(__file__).parent.parent / "tests"


def blackbox(*base_urls: str, stop: bool = False) -> subprocess.CompletedProcess[str]:
    options = [f"--base-url={base_url}" for base_url in base_urls]
    command = [sys.executable, "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider", str(TESTS), *options]
    return subprocess.run([*command, *["-x"] * stop], capture_output=True, text=True, check=False)


def test_the_suite_passes_on_the_reference_and_leaves_nothing_behind() -> None:
    numbered, keyset = Service(PageNumbers()), Service(Keyset())
    with serve(numbered) as one, serve(keyset) as other:
        run = blackbox(one, other)
    assert run.returncode == 0, run.stdout[-3000:]
    assert numbered.oracle.customers() == keyset.oracle.customers() == []


def test_the_suite_does_not_run_without_a_service() -> None:
    run = blackbox()
    assert run.returncode != 0
    assert "--base-url" in run.stdout + run.stderr
