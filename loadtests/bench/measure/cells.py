"""Measure a scenario's cells: a light closed loop keeps one contender at a time busy, between two readings of all.

Nothing is subtracted. Full use is the one load at which a slow and a fast contender, a synchronous and an asynchronous
one, can be compared: at any other load the cost of a request depends on how idle the rest is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.contender.meters import Reading, added, between, mean
from bench.errors import BenchError, first_line
from bench.load.closed_loop import Seen
from bench.load.k6 import latency_of
from bench.load.saturate import saturate
from bench.measure.cell_plan import CellPlan
from bench.measure.gates import LIMITS, Limits
from bench.measure.measurement import clean_up
from bench.readings.cpu import bench_cpu_s
from bench.readings.machine import foreign_share
from bench.readings.statements import Work, all_of
from bench.results.run import ByComponent, Cell


def measure_cells(plans: Sequence[CellPlan], *, limits: Limits = LIMITS) -> list[Cell]:
    """A cell for each plan. They are of one scenario and round, and take turns: in one order and in its reverse
    alternately, so that a machine that gets slower affects all of them."""
    running = [_Running(plan) for plan in plans]
    for turn in range(plans[0].turns):
        for each in running if turn % 2 == 0 else running[::-1]:
            each.take(turn)
    return [each.cell(limits) for each in running]


@dataclass(frozen=True, slots=True)
class _Turn:
    seen: Seen
    before: Reading
    after: Reading
    bench_s: float
    """CPU seconds of bench and its load generator."""
    work: Work | None
    """In the database. Of this turn alone, because the other contenders may use the same database."""

    @property
    def cpu_ms_per_request(self) -> ByComponent:
        return between(self.before.cpu_s, self.after.cpu_s, per=max(1, self.seen.requests) / 1000)


@dataclass(slots=True)
class _Running:
    """A cell whose turns are being taken."""

    plan: CellPlan
    turns: list[_Turn] = field(default_factory=list)
    wrong: str | None = None

    def take(self, number: int) -> None:
        """A turn, counted from 0; nothing more after an error."""
        if self.wrong is not None:
            return
        try:
            if number == 0:
                self._begin()
            self.turns.append(self._turn(number))
        except BenchError as error:
            self.wrong = first_line(error)
            if not self.plan.scenario.pairs:
                clean_up(self.plan.contender)

    def _begin(self) -> None:
        self.plan.contender.empty_cache()
        if self.plan.warm_ups:
            saturate(self.plan.warm_up())

    def _turn(self, number: int) -> _Turn:
        meters, statements = self.plan.contender.meters(), self.plan.contender.statements
        statements.begin()
        bench_s = bench_cpu_s()
        before = meters.read()
        seen = saturate(self.plan.measured(number))
        return _Turn(seen, before, meters.read(), bench_cpu_s() - bench_s, statements.read())

    def cell(self, limits: Limits) -> Cell:
        plan, contender = self.plan, self.plan.contender
        turns = [] if self.wrong else self.turns
        work = all_of([turn.work for turn in turns])
        before, after = added([turn.before for turn in turns]), added([turn.after for turn in turns])
        requests = sum(turn.seen.requests for turn in turns)
        seconds = sum(turn.seen.seconds for turn in turns)
        hits = sum(turn.seen.cache_hits for turn in turns)
        used_s = between(before.cpu_s, after.cpu_s, per=1).total
        per_request, per_second = max(1, requests), seconds or 1.0
        hit_ratio = hits / per_request
        cached = contender.datastores.cache is not None or hits > 0
        invalid_reason = self.wrong or _too_many_hits(plan, hit_ratio, limits=limits)
        return Cell(
            scenario=plan.scenario.name,
            contender=contender.name,
            round=plan.round,
            position=plan.position,
            questions=plan.turns * plan.questions,
            connections=plan.connections,
            iterations=sum(turn.seen.iterations for turn in turns),
            requests=requests,
            duration_s=seconds,
            latency=latency_of([one for turn in turns for one in turn.seen.latencies_ms]),
            cpu_ms_per_request=mean([turn.cpu_ms_per_request for turn in turns]),
            cores=used_s / per_second,
            load_cores=sum(turn.seen.load_cpu_s for turn in turns) / per_second,
            foreign_cpu_share=foreign_share(
                before.machine, after.machine, used_s=used_s + sum(turn.bench_s for turn in turns)
            ),
            sql_statements_per_request=work.statements / per_request if work else None,
            sql_rows_per_request=work.rows / per_request if work else None,
            sql_blocks_per_request=work.blocks / per_request if work else None,
            bytes_per_request=sum(turn.seen.body_bytes for turn in turns) / per_request,
            memory_bytes=contender.meters().memory_bytes(),
            cache_hit_ratio=hit_ratio if cached else None,
            valid=invalid_reason is None,
            invalid_reason=invalid_reason,
        )


def _too_many_hits(plan: CellPlan, ratio: float, *, limits: Limits) -> str | None:
    if plan.scenario.keys == "cold" and ratio > limits.most_cold_hits:
        return f"{ratio:.0%} of the cold keys were in the cache, at most {limits.most_cold_hits:.0%}"
    return None
