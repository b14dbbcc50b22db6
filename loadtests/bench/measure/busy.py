"""Busy CPU per request: a light closed loop saturates one contender between two readings."""

from dataclasses import dataclass, replace
from math import ceil

from bench.contender.meters import between
from bench.contender.running import RunningContender
from bench.load.closed_loop import NUMBER, Load, Seen
from bench.load.iterations import iterations
from bench.load.k6 import latency_of
from bench.load.saturate import saturate
from bench.load.scenarios import Scenario
from bench.measure.gates import LIMITS, Limits
from bench.readings.machine import foreign_share
from bench.results.busy import BusyCell

# Enough to keep two workers busy, also when one has got most of the connections.
CONNECTIONS = 16
WARM_UP_S = 0.3
# CPU seconds of the load generator's interpreter, before and after the load.
LOADER_START_S = 0.15
# A ratio rests on at least this many requests of each contender, over all rounds.
LEAST_REQUESTS = 20
SAME_HOST = "localhost"
# Links in an answer carry the host, so an answer for another host has another key.
EACH_ITS_OWN_HOST = f"q{NUMBER}.localhost"


@dataclass(frozen=True, slots=True)
class BusyPlan:
    """One busy cell."""

    scenario: Scenario
    contender: RunningContender
    round: int
    position: int
    first_question: int
    questions: int
    seconds: float
    """Passes begin until this."""
    connections: int = CONNECTIONS

    def load(self, first_number: int) -> Load:
        token = self.contender.definition.write_token
        return Load(
            port=self.contender.definition.port,
            iterations=iterations(
                self.scenario, self.contender.questions, first=self.first_question, count=self.questions
            ),
            host=SAME_HOST if self.scenario.keys == "hot" else EACH_ITS_OWN_HOST,
            seconds=self.seconds,
            connections=self.connections,
            header=f"authorization: Bearer {token}" if token else "",
            first=first_number,
        )


def questions_a_round(
    scenario: Scenario, *, rounds: int, seconds: float, slowest_s: float, cores: int, known: int
) -> int:
    """As many as the slowest contender answers in `seconds`, at least a round's part of `LEAST_REQUESTS`, in whole
    cycles, and never more than a round's part of the `known` questions."""
    least = ceil(LEAST_REQUESTS / rounds)
    wanted = max(least, min(int(seconds * cores / slowest_s), known // rounds))
    return ceil(wanted / scenario.cycle) * scenario.cycle


def measure_busy(
    plan: BusyPlan, *, first_number: int, warm_up_s: float = WARM_UP_S, limits: Limits = LIMITS
) -> BusyCell:
    contender = plan.contender
    contender.empty_cache()
    load = plan.load(first_number)
    if warm_up_s:
        saturate(replace(load, seconds=warm_up_s, first=first_number + 500_000))
    meters = contender.meters()
    contender.statements.begin()
    before = meters.read()
    seen = saturate(load)
    after = meters.read()
    work = contender.statements.read()
    used_s = between(before.cpu_s, after.cpu_s, per=1)
    reason = _invalid_reason(plan.scenario, seen, limits)
    return BusyCell(
        scenario=plan.scenario.name,
        contender=contender.name,
        round=plan.round,
        position=plan.position,
        questions=plan.questions,
        passes=seen.iterations // plan.questions,
        connections=plan.connections,
        requests=seen.requests,
        seconds=seen.seconds,
        latency=latency_of(seen.latencies_ms),
        cpu_ms_per_request=between(before.cpu_s, after.cpu_s, per=seen.requests / 1000),
        cores=used_s.total / seen.seconds,
        load_cores=seen.load_cpu_s / seen.seconds,
        foreign_cpu_share=foreign_share(
            before.machine, after.machine, used_s=used_s.total + seen.load_cpu_s + LOADER_START_S
        ),
        sql_statements_per_request=work.statements / seen.requests if work else None,
        sql_rows_per_request=work.rows / seen.requests if work else None,
        sql_blocks_per_request=work.blocks / seen.requests if work else None,
        bytes_per_request=seen.body_bytes / seen.requests,
        memory_bytes=meters.memory_bytes(),
        cache_hit_ratio=seen.cache_hits / seen.requests,
        valid=reason is None,
        invalid_reason=reason,
    )


def _invalid_reason(scenario: Scenario, seen: Seen, limits: Limits) -> str | None:
    hits = seen.cache_hits / seen.requests
    if scenario.keys == "cold" and hits > limits.most_cold_hits:
        return f"{hits:.0%} of the cold keys were in the cache, at most {limits.most_cold_hits:.0%}"
    return None
