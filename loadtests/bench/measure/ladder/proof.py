"""Before anything is measured: each rung gives the answers of the rung below, and one user shows its latency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from bench.contender.answers import compare_answers
from bench.contender.data import Fingerprint
from bench.contender.running import RunningContender, restart
from bench.errors import BenchError
from bench.http_client import Client
from bench.load.probe import Probe
from bench.measure.alone import measure_alone
from bench.measure.ladder.ready import Standing
from bench.measure.preflight import FIRST_POSITION
from bench.measure.request import Request
from bench.progress import Display
from bench.questions.files import contenders_questions
from bench.questions.sample import Question, Sample, sample
from bench.results.run import SerialLatency

# Scenarios of which the paths may hold cursors.
PAGED = ("list", "deep_page", "sort")

# One user only shows how many questions a cell can ask. A search of naive in 3 million rows takes 15 s.
ALONE_ITERATIONS, ALONE_S = 4, 0.2


@dataclass(frozen=True, slots=True)
class Proof:
    probes: dict[str, dict[str, Probe]] = field(default_factory=dict)
    """By scenario and contender."""
    serial: list[SerialLatency] = field(default_factory=list)


def prove(request: Request, standing: Sequence[Standing], *, data: Fingerprint, display: Display) -> Proof:
    """Two services run at a time: a rung and the one below it."""
    found, proven = Proof(), dict[str, RunningContender]()
    alone = replace(request.mode, least_iterations=ALONE_ITERATIONS, warm_up_s=ALONE_S, paired_s=ALONE_S)
    positions = count(FIRST_POSITION)
    scripts = sorted({scenario.script for scenario in request.chosen.scenarios if scenario.pairs})
    for rung, service, _ in standing:
        below = proven.get(rung.below)
        restart([below, service] if below else [service])
        if below is None:
            with Client(service.url) as client:
                drawn = sample(client, rows=data.rows, seed=request.seed, count=request.mode.questions)
        service.questions = _questions(drawn, service, known=list(proven.values()), scripts=scripts, data=data)
        compared = compare_answers(below, service, scenarios=scripts) if below else 0
        for scenario in request.chosen.scenarios:
            serial, probe = measure_alone(alone, scenario, contender=service, position=next(positions))
            found.serial.append(serial)
            found.probes.setdefault(scenario.name, {})[service.name] = probe
        same = f"{compared} answers are those of {rung.below}; " if below else ""
        display.say(f"{service.name}: {same}{_in_words(found.probes, service.name)}")
        proven[service.name] = service
    return found


def _questions(
    drawn: Sample,
    service: RunningContender,
    *,
    known: Sequence[RunningContender],
    scripts: Sequence[str],
    data: Fingerprint,
) -> dict[str, list[Question]]:
    """Those of an earlier rung whose cursors the service understands: a walk to the middle of 3 million rows takes 20
    minutes. The services of a root share their secret."""
    mine = service.definition.page_parameter
    with Client(service.url) as client:
        for other in reversed(known):
            if other.definition.page_parameter == mine and _understands(client, other):
                return other.questions
        return contenders_questions(
            drawn,
            client,
            page_parameter=mine,
            kept_deep_pages=service.folder / f"deep_pages.{data.word}.json",
            without={"deep_page", "sort"}.difference(scripts),
        )


def _understands(client: Client, other: RunningContender) -> bool:
    try:
        for scenario in PAGED:
            if found := other.questions.get(scenario):
                client.body(found[-1][0])
    except BenchError:
        return False
    return True


def _in_words(probes: Mapping[str, Mapping[str, Probe]], name: str) -> str:
    return ", ".join(f"{scenario} {1000 * found[name].latency_s:.1f} ms" for scenario, found in probes.items())
