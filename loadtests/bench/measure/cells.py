"""Measure one cell: a light closed loop keeps one contender busy between two readings of everything.

Nothing is subtracted. Full use is the one load at which a slow and a fast contender, a synchronous and an asynchronous
one, can be compared: at any other load the cost of a request depends on how idle the rest is.
"""

from bench.contender.meters import Reading, between
from bench.errors import BenchError
from bench.load.closed_loop import Seen
from bench.load.k6 import latency_of
from bench.load.saturate import saturate
from bench.measure.cell_plan import CellPlan
from bench.measure.gates import LIMITS, Limits
from bench.measure.measurement import clean_up
from bench.readings.machine import foreign_share
from bench.results.run import Cell

# CPU seconds of the load generator's interpreter, before and after the load.
LOADER_START_S = 0.15

NOTHING_SEEN = Seen(
    requests=0, iterations=0, seconds=0.0, load_cpu_s=0.0, body_bytes=0, cache_hits=0, latencies_ms=[], ids=[]
)


def measure_cell(plan: CellPlan, *, limits: Limits = LIMITS) -> Cell:
    contender, wrong = plan.contender, None
    contender.empty_cache()
    before = contender.meters().read()
    seen = NOTHING_SEEN
    try:
        if plan.warm_ups:
            saturate(plan.warm_up())
        contender.statements.begin()
        before = contender.meters().read()
        seen = saturate(plan.measured())
    except BenchError as error:
        wrong = str(error)
        if not plan.scenario.pairs:
            clean_up(contender)
    return _cell(plan, seen, before=before, invalid_reason=wrong or _too_many_hits(plan, seen, limits=limits))


def _too_many_hits(plan: CellPlan, seen: Seen, *, limits: Limits) -> str | None:
    hits = seen.cache_hits / seen.requests
    if plan.scenario.keys == "cold" and hits > limits.most_cold_hits:
        return f"{hits:.0%} of the cold keys were in the cache, at most {limits.most_cold_hits:.0%}"
    return None


def _cell(plan: CellPlan, seen: Seen, *, before: Reading, invalid_reason: str | None) -> Cell:
    contender = plan.contender
    meters = contender.meters()
    after = meters.read()
    work = contender.statements.read()
    requests, seconds = max(1, seen.requests), seen.seconds or 1.0
    cached = contender.datastores.cache is not None or seen.cache_hits > 0
    used_s = between(before.cpu_s, after.cpu_s, per=1).total
    return Cell(
        scenario=plan.scenario.name,
        contender=contender.name,
        round=plan.round,
        position=plan.position,
        questions=plan.questions,
        connections=plan.connections,
        iterations=seen.iterations,
        requests=seen.requests,
        duration_s=seen.seconds,
        latency=latency_of(seen.latencies_ms),
        cpu_ms_per_request=between(before.cpu_s, after.cpu_s, per=requests / 1000),
        cores=used_s / seconds,
        load_cores=seen.load_cpu_s / seconds,
        foreign_cpu_share=foreign_share(
            before.machine, after.machine, used_s=used_s + seen.load_cpu_s + LOADER_START_S
        ),
        sql_statements_per_request=work.statements / requests if work else None,
        sql_rows_per_request=work.rows / requests if work else None,
        sql_blocks_per_request=work.blocks / requests if work else None,
        bytes_per_request=seen.body_bytes / requests,
        memory_bytes=meters.memory_bytes(),
        cache_hit_ratio=seen.cache_hits / requests if cached else None,
        valid=invalid_reason is None,
        invalid_reason=invalid_reason,
    )
