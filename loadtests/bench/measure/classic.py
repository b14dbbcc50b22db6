"""The closed profile, once for each contender: two minutes of load, only for a comparison with published figures."""

import shutil
from pathlib import Path

from bench.contender.running import RunningContender
from bench.load.k6 import Variables
from bench.measure.bench import Bench
from bench.results.files import dashboard_name
from bench.results.run import Classic

# 50 users with pauses of 1 s, who come within 30 s, stay for 60 s and leave within 30 s.
PROFILE = {"VUS": 50, "RAMP": 30, "HOLD": 60, "PAUSE": 1}
PLANNED_S = 2 * PROFILE["RAMP"] + PROFILE["HOLD"]

# The profile has requests of these scenarios, so their answers are compared before.
CLASSIC_ASKS = ("list", "filter", "search", "sort")


def measure_classic(bench: Bench, contender: RunningContender, *, profile: dict[str, float] | None = None) -> Classic:
    contender.empty_cache()
    variables: Variables = {"BASE_URL": contender.url, **(profile or PROFILE)}
    run = bench.load("classic", variables, dashboard=bench.scratch / dashboard_name(contender.name))
    return Classic(
        contender=contender.name,
        requests=run.requests,
        failed=run.failed,
        achieved_per_s=run.requests / run.duration_s,
        latency=run.latency,
        latency_by_request=dict(run.latency_by_request),
    )


def keep_dashboards(scratch: Path, media: Path) -> None:
    """Copy k6's dashboards to the results. A k6 that was built without its dashboard makes none; a run of
    some seconds makes one without a point."""
    for file in scratch.glob(dashboard_name("*")):
        media.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, media / file.name)
