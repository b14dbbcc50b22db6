"""One cell: a warm-up, then the measured k6 process between two readings."""

import os
from dataclasses import dataclass

from bench.contender.running import Entrant
from bench.http_client import Client
from bench.load.k6 import Run, run_k6
from bench.load.rates import Offer
from bench.load.scenarios import Workload
from bench.measure.gates import Measured, invalid_reason
from bench.measure.observed import ATTEMPTS, Bench, Observed, Variables, attempts, clean_up_after, observe
from bench.measure.timing import timing
from bench.results.run import Cell

HOT_QUESTIONS = 16  # as in k6/lib/questions.js


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the run a cell is."""

    round: int
    position: int


def measure(bench: Bench, workload: Workload, offer: Offer, entrant: Entrant, place: Place) -> Cell:
    for attempt in attempts(entrant):
        cell = _attempt(bench, workload, offer, entrant, place, attempt)
        if cell.valid:
            break
    return cell


def _attempt(bench: Bench, workload: Workload, offer: Offer, entrant: Entrant, place: Place, attempt: int) -> Cell:
    plan = timing(bench.mode, workload, offer, entrant.name)
    # Rounds and attempts ask different questions; all contenders of a round the same ones.
    start = ((place.round - 1) * ATTEMPTS + attempt - 1) * plan.kept_for_cell
    load: Variables = {
        **entrant.k6_variables,
        "KEYS": workload.keys,
        "VUS": offer.vus,
        "GRACE_MS": round(1000 * max(0.25, offer.patience_s)),
        **({"SERIAL": 1} if offer.per_s is None else {"RATE": offer.per_s}),
    }
    run_id = f"{os.getpid()}-{place.position}-{attempt}"
    measured = {**load, "DURATION": plan.measured_s, "START": start + plan.kept_for_warm_up, "RUN": run_id}

    entrant.empty_cache()
    if workload.keys == "hot":
        _fill_cache(entrant, workload)
    warmed: list[Run] = []
    if plan.warm_ups:
        warm_up = {**load, "WARM_UP": plan.warm_ups, "START": start, "RUN": f"{run_id}w"}
        warmed.append(run_k6(workload.script, warm_up, bench.scratch, bench.processes))
    seen = observe(bench, workload.script, measured, entrant)
    if not workload.pairs:
        clean_up_after(entrant, seen.run, *warmed)
    return _cell(workload, entrant, place, attempt, seen)


def _fill_cache(entrant: Entrant, workload: Workload) -> None:
    if entrant.backing.cache is None:
        return
    with Client(entrant.url) as client:
        for path, _, _ in entrant.questions.get(workload.script, entrant.questions["list"])[-HOT_QUESTIONS:]:
            client.body(path)


def _cell(workload: Workload, entrant: Entrant, place: Place, attempt: int, seen: Observed) -> Cell:
    run = seen.run
    reason = invalid_reason(Measured(run, workload.keys, seen.k6_cores, seen.foreign_share, seen.cache_hit_ratio))
    return Cell(
        scenario=workload.name,
        contender=entrant.name,
        round=place.round,
        position=place.position,
        attempts=attempt,
        duration_s=run.duration_s,
        offered_per_s=run.offered_per_s,
        achieved_per_s=(run.iterations - run.late) / (run.duration_s if run.offered_per_s is None else run.planned_s),
        requests=run.requests,
        failed=run.failed,
        checks_failed=run.checks_failed,
        dropped=run.dropped,
        latency=run.latency,
        latency_by_request=dict(run.latency_by_request) if len(run.latency_by_request) > 1 else {},
        cpu_ms_per_request=seen.cpu_ms_per_request,
        k6_cores=seen.k6_cores,
        k6_share=seen.k6_share,
        foreign_cpu_share=seen.foreign_share,
        sql_statements_per_request=seen.statements,
        sql_rows_per_request=seen.rows,
        sql_blocks_per_request=seen.blocks,
        bytes_per_request=run.bytes_received / seen.requests,
        memory_bytes=seen.memory_bytes,
        cache_hit_ratio=seen.cache_hit_ratio,
        valid=reason is None,
        invalid_reason=reason,
    )
