"""What is asked of a run, and how its results describe it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bench.contender.data import Fingerprint
from bench.contender.running import Entrant
from bench.contenders import Contender
from bench.load.modes import Mode, choose_mode
from bench.load.rates import Offer, Rates
from bench.load.scenarios import CAPACITY, CLASSIC, Chosen, Workload, choose_workloads
from bench.readings.host import commit, host
from bench.results.run import Conditions, Kind, NoiseFloor, Results, Scenario
from bench.results.run import Contender as ContenderFacts
from bench.targets import versions


@dataclass(frozen=True, slots=True)
class Request:
    contenders: Sequence[Contender]
    rows: int | None
    """None: what the target takes without being told."""
    target: str
    mode: Mode
    chosen: Chosen
    seed: int
    command: str
    rates: Rates = field(default_factory=dict)
    """Of an earlier run that this one is to be compared with."""
    noise_floor: NoiseFloor | None = None
    kind: Kind = "run"
    media: Path | None = None
    """Where the results go as soon as they are there, and k6's own dashboards; None: nowhere."""


def like(earlier: Results, request: Request) -> Request:
    """The same contenders' run under the conditions of an earlier one, so that `bench compare` may compare both."""
    run, mode = earlier.conditions, choose_mode(earlier.conditions.mode)
    names = [scenario.name for scenario in earlier.scenarios]
    names += [name for name, part in ((CAPACITY, earlier.capacity), (CLASSIC, earlier.classic)) if part]
    return replace(
        request,
        rows=run.rows,
        mode=mode,
        chosen=choose_workloads(mode, names),
        seed=run.seed,
        rates={scenario.name: scenario.offered_per_s for scenario in earlier.scenarios},
    )


def described(request: Request, created: str, data: Fingerprint, entrants: Sequence[Entrant]) -> Conditions:
    revision, dirty = commit()
    target, contenders = entrants[0].target, [entrant.contender for entrant in entrants]
    return Conditions(
        created=created,
        commit=revision,
        dirty=dirty,
        command=request.command,
        mode=request.mode.name,
        seed=request.seed,
        rows=data.rows,
        rounds=request.mode.rounds,
        warm_up_s=request.mode.warm_up_s,
        measured_s=request.mode.measured_s,
        host=host(),
        versions=target.versions(contenders) | versions.versions([entrant.backing for entrant in entrants]),
        settings=versions.settings([(each.contender, each.backing) for each in entrants]) | target.settings(contenders),
        fingerprints={entrant.name: data.word for entrant in entrants},
    )


def contender_facts(entrant: Entrant) -> ContenderFacts:
    contender = entrant.contender
    return ContenderFacts(contender.name, contender.title, contender.workers, entrant.backing.cache is not None)


def scenario_facts(workload: Workload, chosen: Offer) -> Scenario:
    return Scenario(
        name=workload.name,
        title=workload.title,
        keys=workload.keys,
        load="serial" if chosen.per_s is None else "rate",
        offered_per_s=chosen.per_s,
        vus=chosen.vus,
    )
