"""The closed profile, once for each contender: two minutes that only serve to compare with published figures."""

from bench.entrant import Entrant
from bench.k6 import run_k6
from bench.observed import Bench
from bench.results import Classic

PROFILE = {"VUS": 50, "RAMP": 30, "HOLD": 60, "PAUSE": 1}
CLASSIC_ASKS = ("list", "filter", "search", "sort")
PLANNED_S = 2 * PROFILE["RAMP"] + PROFILE["HOLD"]


def measure_classic(bench: Bench, entrant: Entrant, profile: dict[str, float] | None = None) -> Classic:
    entrant.empty_cache()
    run = run_k6("classic", {"BASE_URL": entrant.url, **(profile or PROFILE)}, bench.scratch, bench.processes)
    return Classic(
        contender=entrant.name,
        requests=run.requests,
        failed=run.failed,
        achieved_per_s=run.requests / run.duration_s,
        latency=run.latency,
        latency_by_request=dict(run.latency_by_request),
    )
