"""What is asked of a run, and how its results describe it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench import facts
from bench.contenders import Contender
from bench.entrant import Entrant
from bench.rates import Offer
from bench.results import Conditions, Scenario
from bench.results import Contender as ContenderFacts
from bench.workloads import Mode, Workload


@dataclass(frozen=True, slots=True)
class Request:
    contenders: Sequence[Contender]
    rows: int | None
    """None: what the target takes without being told."""
    target: str
    mode: Mode
    workloads: Sequence[Workload]
    classic: bool
    seed: int
    command: str


def described(
    request: Request, created: str, rows: int, words: Mapping[str, str], entrants: Sequence[Entrant]
) -> Conditions:
    commit, dirty = facts.commit()
    target, contenders = entrants[0].target, [entrant.contender for entrant in entrants]
    return Conditions(
        created=created,
        commit=commit,
        dirty=dirty,
        command=request.command,
        mode=request.mode.name,
        seed=request.seed,
        rows=rows,
        rounds=request.mode.rounds,
        warm_up_s=request.mode.warm_up_s,
        measured_s=request.mode.measured_s,
        host=facts.host(),
        versions=target.versions(contenders) | facts.versions([entrant.backing for entrant in entrants]),
        settings=facts.settings([(each.contender, each.backing) for each in entrants]) | target.settings(contenders),
        fingerprints=dict(words),
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
