"""What a run measures after the preflight, one thing after the other, with an estimate of the whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.contender.running import Entrant, restart
from bench.load.rates import Probe
from bench.measure import capacity, classic
from bench.measure.cells import measure
from bench.measure.conditions import Request
from bench.measure.observed import Bench
from bench.measure.own_rates import plan_own_rates
from bench.measure.paired import probe_alone
from bench.measure.plan import Planned, order_in_words, rounds
from bench.measure.preflight import Preflight
from bench.progress import Display, Steps
from bench.results.run import Capacity, Cell, Classic

RESTART_S = 2.0  # of all services, at the beginning of each phase and round


@dataclass(frozen=True, slots=True)
class Plan:
    rounds: Sequence[Sequence[Planned]]
    own_rates: Sequence[Planned]
    capacity: Mapping[str, Probe] | None
    """The workload's probes by contender, as far as the preflight made some; None: no capacity."""
    classic: bool


@dataclass(frozen=True, slots=True)
class Measured:
    cells: list[Cell] = field(default_factory=list)
    own_rate: list[Cell] = field(default_factory=list)
    capacity: list[Capacity] = field(default_factory=list)
    classic: list[Classic] = field(default_factory=list)


def plan(bench: Bench, request: Request, entrants: Sequence[Entrant], before: Preflight) -> Plan:
    chosen = request.chosen
    return Plan(
        rounds=rounds(bench, before.offers, chosen.workloads, entrants, seed=request.seed) if chosen.workloads else (),
        own_rates=plan_own_rates(chosen.workloads, entrants, before.offers, before.probes)
        if bench.mode.own_rates
        else (),
        capacity=before.probes.get(capacity.WORKLOAD.name, {}) if chosen.capacity else None,
        classic=chosen.classic,
    )


@dataclass(frozen=True, slots=True)
class Measuring:
    bench: Bench
    entrants: Sequence[Entrant]
    display: Display

    def measure(self, plan: Plan, found: Measured) -> None:
        """`found` grows with each cell, so that it has what was finished, however this ends."""
        parts = self.seconds(plan)
        total_s = sum(parts.values())
        words = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in parts.items())
        self.display.say(f"about {total_s / 60:.1f} minutes from here: {words}")
        count = sum(map(len, plan.rounds)) + len(plan.own_rates)
        count += len(self.entrants) * ((plan.capacity is not None) + plan.classic)
        with self.display.steps(total_s, count) as steps:
            if plan.rounds:
                self._rounds(plan, found, steps)
            if plan.own_rates:
                self._own_rates(plan, found, steps)
            if plan.capacity is not None:
                self._capacity(plan.capacity, found, steps)
            if plan.classic:
                self._classic(found, steps)

    def seconds(self, plan: Plan) -> dict[str, float]:
        cells_s = [sum(cell.seconds(self.bench) for cell in cells) for cells in (*plan.rounds, plan.own_rates)]
        some = {
            f"{len(plan.rounds)} rounds": sum(cells_s[:-1]) + RESTART_S * len(plan.rounds),
            "own rates": cells_s[-1],
            "capacity": 0 if plan.capacity is None else len(self.entrants) * capacity.planned_s(self.bench),
            "classic": classic.PLANNED_S * len(self.entrants) if plan.classic else 0,
        }
        return {name: seconds for name, seconds in some.items() if seconds}

    def _rounds(self, plan: Plan, found: Measured, steps: Steps) -> None:
        with self.display.phase("rounds"):
            for number, cells in enumerate(plan.rounds, 1):
                left = f", about {steps.left_s:.0f} s left" if number > 1 else ""
                self.display.say(f"round {number} of {len(plan.rounds)}{left}: {order_in_words(cells)}")
                with steps.step("services restarted", RESTART_S, counts=False):
                    restart(self.entrants)
                for each in cells:
                    found.cells.append(self._cell(f"round {number}", each, steps))

    def _own_rates(self, plan: Plan, found: Measured, steps: Steps) -> None:
        with self.display.phase("own rates"):
            for each in plan.own_rates:
                found.own_rate.append(self._cell("own rate", each, steps))

    def _cell(self, where: str, each: Planned, steps: Steps) -> Cell:
        name = f"{where}, {each.workload.name}, {each.entrant.name}"
        with steps.step(name, each.seconds(self.bench)):
            cell = measure(self.bench, each.workload, each.offer, each.entrant, each.place)
        if not cell.valid:
            self.display.say(f"[yellow]invalid:[/] {name}: {cell.invalid_reason}")
        return cell

    def _capacity(self, probes: Mapping[str, Probe], found: Measured, steps: Steps) -> None:
        with self.display.phase("capacity"):
            restart(self.entrants)
            for entrant in self.entrants:
                with steps.step(f"capacity of {entrant.name}", capacity.planned_s(self.bench)):
                    alone = probes.get(entrant.name) or probe_alone(self.bench, capacity.WORKLOAD, entrant)
                    found.capacity.append(capacity.measure_capacity(self.bench, entrant, alone))

    def _classic(self, found: Measured, steps: Steps) -> None:
        with self.display.phase("classic"):
            restart(self.entrants)
            for entrant in self.entrants:
                with steps.step(f"classic, {entrant.name}", classic.PLANNED_S):
                    found.classic.append(classic.measure_classic(self.bench, entrant))
