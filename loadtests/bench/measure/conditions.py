"""How results describe their run: its conditions, contenders and scenarios."""

from collections.abc import Sequence

from bench.contender.data import Fingerprint
from bench.contender.running import RunningContender
from bench.load.scenarios import Scenario
from bench.measure.request import Request
from bench.readings.host import commit, host
from bench.results.run import Conditions
from bench.results.run import Contender as ContenderOfResults
from bench.results.run import Scenario as ScenarioOfResults
from bench.targets import versions


def conditions_of(
    request: Request, contenders: Sequence[RunningContender], *, created: str, data: Fingerprint
) -> Conditions:
    """`created` is the start of the run: UTC, ISO 8601, to the second."""
    revision, dirty = commit()
    target, definitions = contenders[0].target, [contender.definition for contender in contenders]
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
        versions=target.versions(definitions) | versions.versions([each.datastores for each in contenders]),
        settings=versions.settings([(each.definition, each.datastores) for each in contenders])
        | target.settings(definitions)
        | ({"k6 generators": str(request.generators)} if request.generators > 1 else {}),
        fingerprints={contender.name: data.word for contender in contenders},
        structures={contender.name: contender.structures for contender in contenders if contender.structures},
    )


def contender_of_results(contender: RunningContender) -> ContenderOfResults:
    definition = contender.definition
    return ContenderOfResults(
        name=definition.name,
        title=definition.title,
        workers=definition.workers,
        cached=contender.datastores.cache is not None,
    )


def scenario_of_results(scenario: Scenario) -> ScenarioOfResults:
    return ScenarioOfResults(name=scenario.name, title=scenario.title, keys=scenario.keys, load="busy")
