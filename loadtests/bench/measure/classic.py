"""The closed profile, once for each contender: two minutes that only serve to compare with published figures."""

import shutil
from pathlib import Path

from bench.contender.running import Entrant
from bench.load.k6 import run_k6
from bench.measure.observed import Bench, Variables
from bench.results.files import dashboard_name
from bench.results.run import Classic

PROFILE = {"VUS": 50, "RAMP": 30, "HOLD": 60, "PAUSE": 1}
CLASSIC_ASKS = ("list", "filter", "search", "sort")
PLANNED_S = 2 * PROFILE["RAMP"] + PROFILE["HOLD"]


def measure_classic(bench: Bench, entrant: Entrant, profile: dict[str, float] | None = None) -> Classic:
    entrant.empty_cache()
    variables: Variables = {"BASE_URL": entrant.url, **(profile or PROFILE)}
    dashboard = bench.scratch / dashboard_name(entrant.name)
    run = run_k6("classic", variables, bench.scratch, bench.processes, dashboard)
    return Classic(
        contender=entrant.name,
        requests=run.requests,
        failed=run.failed,
        achieved_per_s=run.requests / run.duration_s,
        latency=run.latency,
        latency_by_request=dict(run.latency_by_request),
    )


def keep_dashboards(scratch: Path, media: Path) -> None:
    """A k6 that was built without its dashboard leaves none; a run of some seconds leaves one without a point."""
    for file in scratch.glob(dashboard_name("*")):
        media.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, media / file.name)
