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
from bench.questions.sample import QUESTIONS

# Enough to keep two workers busy, also when one has got most of the connections.
CONNECTIONS = 16

# A contender that answers fast gets more, as long as none of its requests waits longer than so many seconds. With 16, a
# wake-up of its event loop finds few requests, and half of the connections make an answer out of the cache 11 to 22 %
# dearer; with 64 it is 0 to 11 %. Requests that wait for a second in front of a pool are refused.
MOST_CONNECTIONS = 64
QUEUE_S = 0.1

# A contender that needs so many seconds for an iteration gets only as many connections as keep all cores busy. Two
# searches of naive at once, of 15 s each with all cores, would exceed the 30 s after which gunicorn kills a worker.
SLOW_S = 2.0

# Seconds to start the load generator twice, and to read the meters.
START_S = 0.3

# Contenders of a scenario take turns of about so many seconds, because the speed of a shared machine changes within
# seconds: 2 s of work against the next 2 s differ by 4 to 8 %, eight turns of 0.2 s by 1 to 2 %.
TURN_S = 0.25
# A turn asks at least so many times the questions that keep all cores busy. With fewer, a core would be idle for much
# of the turn's end.
LEAST_OF_A_TURN = 2

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
    turns: int
    """Parts of the cell. Other contenders have their turns in between."""
    first_question: int
    questions: int
    """Iterations of one pass; each turn has its own. All contenders of a round are asked the same ones."""
    warm_ups: int
    """Iterations before the measured ones, in passes of so many."""
    warm_up_s: float
    measured_s: float
    """Of all turns. A pass over the questions of a turn that begins after the turn's part of it is not begun."""
    iterations_per_s: float
    """The most that the contender answers, as the probe found it."""
    connections: int

    @property
    def name(self) -> str:
        return f"{self.scenario.name}, {self.contender.name}"

    @property
    def planned_s(self) -> float:
        one_pass_s = self.questions / self.iterations_per_s
        warm_up_s = self.warm_up_s + START_S if self.warm_ups else 0.0
        return self.turns * (max(self._turn_s, one_pass_s) + START_S) + warm_up_s

    def warm_up(self) -> Load:
        return self._load(self.warm_ups, seconds=self.warm_up_s, part=0)

    def measured(self, turn: int = 0) -> Load:
        """`turn` counts from 0."""
        return self._load(self.questions, seconds=self._turn_s, part=1 + turn, skipped=turn * self.questions)

    @property
    def _turn_s(self) -> float:
        return self.measured_s / self.turns

    def _load(self, count: int, *, seconds: float, part: int, skipped: int = 0) -> Load:
        definition = self.contender.definition
        first_question = self.first_question + skipped
        # From 10 cells on, so that all numbers have as many digits.
        first = (10 + self.position) * NUMBERS_A_CELL + part * (NUMBERS_A_CELL // (1 + self.turns))
        return Load(
            port=definition.port,
            iterations=iterations(self.scenario, self.contender.questions, first=first_question, count=count),
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
    in_turns: bool = False,
) -> CellPlan:
    """`probes` are those of all contenders of the scenario, by name; `connections` None: as many as the contender
    needs; `in_turns`: the contenders take turns (see `TURN_S`), otherwise the cell is one turn."""
    cores, latency_s = contender.target.cores, probes[contender.name].latency_s
    slowest = max(probes.values(), key=lambda probe: probe.latency_s)
    count = questions_of_a_round(scenario, mode, slowest_s=slowest.latency_s, cores=cores)
    at_once = _at_once(slowest, cores=cores)
    turns, count = turns_of(count, mode, scenario=scenario, at_once=at_once) if in_turns else (1, count)
    return CellPlan(
        scenario=scenario,
        contender=contender,
        round=round,
        position=position,
        turns=turns,
        first_question=(round - 1) * turns * count,
        questions=count,
        warm_ups=_warm_ups(scenario, mode, contender=contender, latency_s=latency_s, count=count),
        warm_up_s=mode.warm_up_s,
        measured_s=mode.measured_s,
        iterations_per_s=probes[contender.name].capacity_per_s(cores),
        connections=connections
        or _connections(probes[contender.name], cores=cores, questions=count, seconds=mode.measured_s / turns),
    )


def _at_once(probe: Probe, *, cores: int) -> int:
    """The iterations under way that keep all cores busy: one of them may use several cores, or wait."""
    return max(1, round(cores * probe.latency_s / probe.cpu_s)) if probe.cpu_s else cores


def _connections(probe: Probe, *, cores: int, questions: int, seconds: float) -> int:
    """A slow contender gets no more than it answers in the seconds of a turn, or than it has questions: each connection
    asks at once, so others would begin passes for which the turn has no time."""
    if probe.latency_s >= SLOW_S:
        return _at_once(probe, cores=cores)
    enough = min(CONNECTIONS, max(questions, int(seconds * cores / probe.latency_s)))
    return max(enough, min(MOST_CONNECTIONS, int(QUEUE_S * cores / probe.latency_s)))


def questions_of_a_round(scenario: Scenario, mode: Mode, *, slowest_s: float, cores: int) -> int:
    """As many as the slowest contender answers in the mode's time, at least a round's part of the mode's least, in
    whole cycles, and about as many as are drawn at most. A round goes on after the last question of the one before;
    after the last of all it begins again."""
    least = ceil(mode.least_iterations / mode.rounds)
    wanted = max(least, min(int(mode.measured_s * cores / slowest_s), QUESTIONS))
    return ceil(wanted / scenario.cycle) * scenario.cycle


def turns_of(count: int, mode: Mode, *, scenario: Scenario, at_once: int) -> tuple[int, int]:
    """The turns, and the questions of each, for a round's `count`. All turns have equally many, and together they have
    whole cycles. Where iterations have different numbers of requests, each turn has whole cycles. A contender that
    needs long for the few questions of a round has a single turn."""
    part = 1 if scenario.pairs else scenario.cycle
    least = ceil(LEAST_OF_A_TURN * at_once / part) * part
    most = max(1, min(ceil(mode.measured_s / TURN_S), count // least))
    each = {turns: count // turns // part * part for turns in range(most, 0, -1)}
    return next((turns, asked) for turns, asked in each.items() if turns * asked % scenario.cycle == 0)


def _warm_ups(scenario: Scenario, mode: Mode, *, contender: RunningContender, latency_s: float, count: int) -> int:
    """As many as fit in the mode's time: none for a contender that needs seconds a request, because its pairs have
    warmed it. Hot keys are all in the cache before they are measured."""
    if scenario.keys == "hot" and contender.datastores.cache is not None:
        return max(count, HOT_QUESTIONS)
    return min(count, int(mode.warm_up_s * contender.target.cores / latency_s))
