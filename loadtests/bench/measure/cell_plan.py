"""One cell, as the plan decides it: a scenario on a contender that a closed loop keeps busy."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from bench.contender.running import RunningContender
from bench.load.closed_loop import NUMBER, Load
from bench.load.iterations import HOT_QUESTIONS, iterations
from bench.load.modes import Mode
from bench.load.probe import Probe
from bench.load.scenarios import Scenario

# Enough to keep two workers busy, also when one has got most of the connections.
CONNECTIONS = 16

# A contender that needs so many seconds for an iteration gets only as many connections as keep all cores busy. Two
# searches of naive at once, of 15 s each with all cores, would exceed the 30 s after which gunicorn kills a worker.
SLOW_S = 2.0

# Seconds to start the load generator twice, and to read the meters.
START_S = 0.3

SAME_HOST = "localhost"
# The links of an answer carry the host, so an answer for another host has another key in a cache.
EACH_ITS_OWN_HOST = f"q{NUMBER}.localhost"

# No two iterations of a run have the same number, because their hosts and new customers are named by it.
NUMBERS_A_CELL = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPlan:
    scenario: Scenario
    contender: RunningContender
    round: int
    """From 1."""
    position: int
    """Place in the order of the run's cells, from 1."""
    first_question: int
    questions: int
    """Iterations of one pass. All contenders of a round are asked the same ones."""
    warm_ups: int
    """Iterations before the measured ones, in passes of so many."""
    warm_up_s: float
    measured_s: float
    """A pass over the questions that begins later than this is not begun."""
    latency_s: float
    """Of one iteration, as the probe found it."""
    connections: int

    @property
    def name(self) -> str:
        return f"{self.scenario.name}, {self.contender.name}"

    @property
    def planned_s(self) -> float:
        one_pass_s = self.questions * self.latency_s / self.contender.target.cores
        return max(self.measured_s, one_pass_s) + (self.warm_up_s if self.warm_ups else 0.0) + START_S

    def warm_up(self) -> Load:
        return self._load(self.warm_ups, seconds=self.warm_up_s, first=self._first + NUMBERS_A_CELL // 2)

    def measured(self) -> Load:
        return self._load(self.questions, seconds=self.measured_s, first=self._first)

    @property
    def _first(self) -> int:
        # From 10 cells on, so that all numbers have as many digits.
        return (10 + self.position) * NUMBERS_A_CELL

    def _load(self, count: int, *, seconds: float, first: int) -> Load:
        definition = self.contender.definition
        return Load(
            port=definition.port,
            iterations=iterations(self.scenario, self.contender.questions, first=self.first_question, count=count),
            host=SAME_HOST if self.scenario.keys == "hot" else EACH_ITS_OWN_HOST,
            seconds=seconds,
            connections=self.connections,
            header=f"authorization: Bearer {definition.write_token}" if definition.write_token else "",
            first=first,
        )


def cell_plan(
    mode: Mode,
    scenario: Scenario,
    *,
    probes: Mapping[str, Probe],
    contender: RunningContender,
    round: int,
    position: int,
    connections: int | None = None,
) -> CellPlan:
    """`probes` are those of all contenders of the scenario, by name. None: as many as the contender needs."""
    cores, latency_s = contender.target.cores, probes[contender.name].latency_s
    known = len(contender.questions.get(scenario.script, contender.questions["list"]))
    count = questions_of_a_round(
        scenario, mode, slowest_s=max(probe.latency_s for probe in probes.values()), cores=cores, known=known
    )
    return CellPlan(
        scenario=scenario,
        contender=contender,
        round=round,
        position=position,
        first_question=(round - 1) * count,
        questions=count,
        warm_ups=_warm_ups(scenario, mode, contender=contender, latency_s=latency_s, count=count),
        warm_up_s=mode.warm_up_s,
        measured_s=mode.measured_s,
        latency_s=latency_s,
        connections=connections or _saturating(probes[contender.name], cores=cores),
    )


def _saturating(probe: Probe, *, cores: int) -> int:
    if probe.latency_s < SLOW_S or not probe.cpu_s:
        return CONNECTIONS
    return max(1, round(cores * probe.latency_s / probe.cpu_s))


def questions_of_a_round(scenario: Scenario, mode: Mode, *, slowest_s: float, cores: int, known: int) -> int:
    """As many as the slowest contender answers in the mode's time, at least a round's part of the mode's least, in
    whole cycles, and at most a round's part of the `known` questions."""
    least = ceil(mode.least_iterations / mode.rounds)
    wanted = max(least, min(int(mode.measured_s * cores / slowest_s), known // mode.rounds))
    return ceil(wanted / scenario.cycle) * scenario.cycle


def _warm_ups(scenario: Scenario, mode: Mode, *, contender: RunningContender, latency_s: float, count: int) -> int:
    """As many as fit in the mode's time: none for a contender that needs seconds a request, because its pairs have
    warmed it. Hot keys are all in the cache before they are measured."""
    if scenario.keys == "hot" and contender.datastores.cache is not None:
        return max(count, HOT_QUESTIONS)
    fitting = min(count, int(mode.warm_up_s * contender.target.cores / latency_s))
    return fitting // scenario.cycle * scenario.cycle
