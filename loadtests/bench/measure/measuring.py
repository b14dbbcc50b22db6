"""Carry out the plan of a run, with an estimate of the time that is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from bench.contender.running import RunningContender, restart
from bench.load.probe import Probe
from bench.measure import capacity, classic
from bench.measure.bench import Bench
from bench.measure.cell_plan import CellPlan
from bench.measure.cells import measure_cells
from bench.measure.gates import Limits
from bench.measure.plan import Plan, order_in_words
from bench.progress import Display, Steps
from bench.results.run import Capacity, Cell, Classic

# Seconds to restart all services, at the start of each phase and round, for the estimate.
RESTART_S = 2.0


@dataclass(frozen=True, slots=True)
class Measured:
    cells: list[Cell] = field(default_factory=list)
    capacity: list[Capacity] = field(default_factory=list)
    classic: list[Classic] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Measuring:
    bench: Bench
    contenders: Sequence[RunningContender]
    display: Display

    def measure(self, plan: Plan, found: Measured) -> None:
        """Add each result to `found` as soon as it is there, so that an error or Ctrl-C loses nothing."""
        parts = self.seconds(plan)
        total_s = sum(parts.values())
        words = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in parts.items())
        self.display.say(f"about {total_s / 60:.1f} minutes from here: {words}")
        count = plan.cells + len(self.contenders) * ((plan.capacity is not None) + plan.classic)
        with self.display.steps(total_s, count) as steps:
            if plan.rounds:
                self._rounds(plan.rounds, found.cells, steps=steps)
            if plan.capacity is not None:
                self._capacity(plan.capacity, found.capacity, steps=steps)
            if plan.classic:
                self._classic(found.classic, steps)

    def seconds(self, plan: Plan) -> dict[str, float]:
        """An estimate for each part of the plan, by its name."""
        cells_s = [sum(cell.planned_s for cell in cells) for cells in plan.rounds]
        some = {
            f"{len(plan.rounds)} rounds": sum(cells_s) + RESTART_S * len(plan.rounds),
            "capacity": 0 if plan.capacity is None else len(self.contenders) * capacity.planned_s(self.bench.mode),
            "classic": classic.PLANNED_S * len(self.contenders) if plan.classic else 0,
        }
        return {name: seconds for name, seconds in some.items() if seconds}

    def _rounds(self, rounds: Sequence[Sequence[CellPlan]], found: list[Cell], *, steps: Steps) -> None:
        with self.display.phase("rounds"):
            for number, cells in enumerate(rounds, 1):
                left = f", about {steps.left_s:.0f} s left" if number > 1 else ""
                self.display.say(f"round {number} of {len(rounds)}{left}: {order_in_words(cells)}")
                with steps.step("services restarted", RESTART_S, counts=0):
                    restart(self.contenders)
                for _, together in groupby(cells, key=lambda cell: cell.scenario.name):
                    measure_in_turns(list(together), found, limits=self.bench.limits, display=self.display, steps=steps)

    def _capacity(self, probes: Mapping[str, Probe], found: list[Capacity], *, steps: Steps) -> None:
        with self.display.phase("capacity"):
            restart(self.contenders)
            for contender in self.contenders:
                with steps.step(f"capacity of {contender.name}", capacity.planned_s(self.bench.mode)):
                    alone = probes[contender.name]
                    found.append(capacity.measure_capacity(self.bench, contender, alone=alone))
            lowest_per_s = min(each.plateaus[0].offered_per_s for each in found)
            for number, contender in enumerate(self.contenders):
                with steps.step(f"low rate, {contender.name}", self.bench.mode.plateau_s, counts=0):
                    found[number] = capacity.with_a_low_rate(
                        self.bench, contender, capacity=found[number], per_s=lowest_per_s
                    )

    def _classic(self, found: list[Classic], steps: Steps) -> None:
        with self.display.phase("classic"):
            restart(self.contenders)
            for contender in self.contenders:
                with steps.step(f"classic, {contender.name}", classic.PLANNED_S):
                    found.append(classic.measure_classic(self.bench, contender))


def measure_in_turns(
    plans: Sequence[CellPlan], found: list[Cell], *, limits: Limits, display: Display, steps: Steps
) -> None:
    """The cells of a scenario, in turns. They are added to `found` as soon as they are there, so that an error or
    Ctrl-C loses no others."""
    name = f"round {plans[0].round}, {plans[0].scenario.name}, {', '.join(plan.contender.name for plan in plans)}"
    with steps.step(name, sum(plan.planned_s for plan in plans), counts=len(plans)):
        cells = measure_cells(plans, limits=limits)
    found.extend(cells)
    for cell in cells:
        if not cell.valid:
            display.say(
                f"[yellow]invalid:[/] round {cell.round}, {cell.scenario}, {cell.contender}: {cell.invalid_reason}"
            )
