"""schemathesis draws requests from a specification, and checks the answers against it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from crm_contract.service_under_test.checked_client import CheckedClient

FOLDER = Path(__file__).parent.parent
# Drawn examples of each operation, in addition to those that cover every part of its schemas: 15 to 60 s a service.
EXAMPLES = 8
THOROUGH = 200
DOCUMENTS = ["the service's own", "openapi.yaml"]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_drawn_requests_are_answered_as_specified(
    api: CheckedClient, document: str, pytestconfig: pytest.Config
) -> None:
    thorough = pytestconfig.getoption("thorough")
    if document == "openapi.yaml" and not thorough:
        pytest.skip("it takes as long as the other document; --thorough runs it")
    newest = api.results(page_size=1)
    base_url = str(api.base_url).rstrip("/")
    location = f"{base_url}/api/openapi.json" if document == DOCUMENTS[0] else "openapi.yaml"
    program = Path(sys.executable).parent / "schemathesis"
    options = ["--max-examples", str(THOROUGH if thorough else EXAMPLES), "--phases", "coverage,fuzzing", "--no-color"]
    run = subprocess.run(
        [str(program), "--config-file", "schemathesis.toml", "run", location, "--url", base_url, *options],
        cwd=FOLDER,
        # PYTHONPATH is for the hooks. COLUMNS keeps tracebacks from being cut to a narrow terminal.
        env=os.environ | {"PYTHONPATH": str(FOLDER), "COLUMNS": "200", "NO_PROXY": "127.0.0.1,localhost"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
    assert "Selected:" in run.stdout, run.stdout[-3000:]
    assert api.results(page_size=1) == newest, "customers were left behind"
