"""schemathesis draws requests from a specification, and holds the answers against it: the service's own, too."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from crm_contract.service_under_test.checked_client import CheckedClient

FOLDER = Path(__file__).parent.parent
EXAMPLES = 8  # of each operation, beside what covers every part of its schemas: 15 to 60 s a service
THOROUGH = 200
DOCUMENTS = ["the service's own", "openapi.yaml"]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_schemathesis_draws_is_answered_as_specified(
    api: CheckedClient, document: str, pytestconfig: pytest.Config
) -> None:
    thorough = pytestconfig.getoption("thorough")
    if document == "openapi.yaml" and not thorough:
        pytest.skip("as long again; --thorough runs it")
    newest = api.results(page_size=1)
    base_url = str(api.base_url).rstrip("/")
    location = f"{base_url}/api/openapi.json" if document == DOCUMENTS[0] else "openapi.yaml"
    program = Path(sys.executable).parent / "schemathesis"
    options = ["--max-examples", str(THOROUGH if thorough else EXAMPLES), "--phases", "coverage,fuzzing", "--no-color"]
    run = subprocess.run(
        [str(program), "--config-file", "schemathesis.toml", "run", location, "--url", base_url, *options],
        cwd=FOLDER,
        # Modules of this folder for the hooks; no traceback is cut to a narrow terminal.
        env=os.environ | {"PYTHONPATH": str(FOLDER), "COLUMNS": "200", "NO_PROXY": "127.0.0.1,localhost"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
    assert "Selected:" in run.stdout, run.stdout[-3000:]
    assert api.results(page_size=1) == newest, "customers were left behind"
