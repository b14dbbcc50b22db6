"""Measure one cell: a warm-up, then the measured k6 process between two readings."""

from bench.contender.running import RunningContender
from bench.http_client import Client
from bench.load.k6 import Run
from bench.measure.bench import Bench
from bench.measure.cell_plan import CellPlan
from bench.measure.measurement import ATTEMPTS, Measurement, attempts, clean_up_after, observe
from bench.results.run import Cell

# Hot keys are so many questions of a scenario, as in k6/lib/questions.js.
HOT_QUESTIONS = 16


def measure_cell(bench: Bench, plan: CellPlan, *, most_attempts: int = ATTEMPTS) -> Cell:
    for attempt in attempts(plan.contender, most_attempts):
        cell = _attempt(bench, plan, attempt=attempt)
        if cell.valid:
            break
    return cell


def _attempt(bench: Bench, plan: CellPlan, *, attempt: int) -> Cell:
    contender, scenario = plan.contender, plan.scenario
    contender.empty_cache()
    if scenario.keys == "hot":
        _fill_cache(contender, scenario.script)
    warmed: list[Run] = []
    if plan.timing.warm_ups:
        warmed.append(bench.k6(scenario.script, plan.warm_up(attempt)))
    seen = observe(bench, contender, script=scenario.script, variables=plan.measured(attempt))
    if not scenario.pairs:
        clean_up_after(contender, seen.run, *warmed)
    return _cell(plan, seen, attempt=attempt, invalid_reason=seen.invalid_reason(scenario.keys, bench.limits))


def _fill_cache(contender: RunningContender, script: str) -> None:
    if contender.datastores.cache is None:
        return
    with Client(contender.url) as client:
        for path, _, _ in contender.questions.get(script, contender.questions["list"])[-HOT_QUESTIONS:]:
            client.body(path)


def _cell(plan: CellPlan, seen: Measurement, *, attempt: int, invalid_reason: str | None) -> Cell:
    run = seen.run
    return Cell(
        scenario=plan.scenario.name,
        contender=plan.contender.name,
        round=plan.round,
        position=plan.position,
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
        sql_statements_per_request=seen.statements_per_request,
        sql_rows_per_request=seen.rows_per_request,
        sql_blocks_per_request=seen.blocks_per_request,
        bytes_per_request=run.bytes_received / seen.requests,
        memory_bytes=seen.memory_bytes,
        cache_hit_ratio=seen.cache_hit_ratio,
        valid=invalid_reason is None,
        invalid_reason=invalid_reason,
    )
