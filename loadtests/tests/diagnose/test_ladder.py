"""The services of this repository: each rung of the ladder mends its finding, and the others stay.

20 000 customers are enough: 275 blocks of customers, an OFFSET of 10 000 rows, and a COUNT of 60 blocks.
"""

import io
from dataclasses import replace

import pytest
from bench.contender.ready import ready_contenders
from bench.contender.running import restart
from bench.contenders import RUNGS_FILE, read_contenders
from bench.diagnose.request import DiagnosisRequest
from bench.diagnose.run import diagnose
from bench.processes import Processes
from bench.progress import Display
from bench.targets.local import LocalTarget
from bench.targets.server import free_port
from rich.console import Console

pytestmark = [pytest.mark.servers, pytest.mark.slow]

ROWS = 20_000

# Cheapest first, as in ladder/rungs.toml. A filter by a range reads the table until the column has an index for its
# ordering.
MENDED = {
    "naive": set[str](),
    "prefetch": {"n_plus_one"},
    "ordering_indexes": {"ordering", "filter"},
    "keyset": {"count", "offset"},
    "contains_indexes": {"contains"},
    "search_vector": {"search"},
    "plain_rows": set[str](),
    "tuned": set[str](),
    "optimized": set[str](),
}
FINDINGS = {kind for kinds in MENDED.values() for kind in kinds}


def still_there(name: str) -> set[str]:
    names = list(MENDED)
    return FINDINGS - {kind for mending in names[: names.index(name) + 1] for kind in MENDED[mending]}


@pytest.mark.parametrize("name", MENDED)
def test_a_rung_mends_its_finding_and_no_other(name: str, processes: Processes) -> None:
    definition = replace((read_contenders() | read_contenders(RUNGS_FILE))[name], port=free_port())
    display = Display(Console(file=io.StringIO()))
    with ready_contenders([definition], LocalTarget(processes), rows=ROWS, processes=processes, display=display) as (
        [contender],
        _,
    ):
        restart([contender])
        request = DiagnosisRequest(f"{contender.url}/api/v1/customers", contender.datastores.variables["DATABASE_URL"])
        diagnosis = diagnose(request, print)
        assert {finding.kind for finding in diagnosis.findings} == still_there(name), diagnosis.findings
