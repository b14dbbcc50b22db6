"""Before anything is measured: each rung gives the answers of the rung below, and one user shows its latency."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from bench.contender.answers import compare_answers
from bench.contender.data import Fingerprint
from bench.contender.ready import ask
from bench.contender.running import RunningContender, restart
from bench.http_client import Client
from bench.load.probe import Probe
from bench.measure.alone import measure_alone
from bench.measure.ladder.ready import Standing
from bench.measure.preflight import FIRST_POSITION
from bench.measure.request import Request
from bench.progress import Display
from bench.questions.pagination import Known, Pages, page_paths
from bench.questions.sample import sample
from bench.results.run import SerialLatency

# One user only shows how many questions a cell can ask. A search of naive in 3 million rows takes 15 s.
ALONE_ITERATIONS, ALONE_S = 4, 0.2

# So many pages in a row show how fast a rung follows links.
LINKS = 10


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
    _draw_questions([service for _, service, _ in standing], request, data=data, scripts=scripts, display=display)
    for rung, service, _ in standing:
        below = proven.get(rung.below)
        restart([below, service] if below else [service])
        compared = compare_answers(below, service, scenarios=scripts) if below else 0
        for scenario in request.chosen.scenarios:
            serial, probe = measure_alone(alone, scenario, contender=service, position=next(positions))
            found.serial.append(serial)
            found.probes.setdefault(scenario.name, {})[service.name] = probe
        same = f"{compared} answers are those of {rung.below}; " if below else ""
        display.say(f"{service.name}: {same}{_in_words(found.probes, service.name)}")
        proven[service.name] = service
    return found


def _draw_questions(
    services: Sequence[RunningContender],
    request: Request,
    *,
    data: Fingerprint,
    scripts: Sequence[str],
    display: Display,
) -> None:
    """The lowest rung draws them. Then the fastest looks for the pages first: it follows 75 000 links to the middle of
    3 million rows, and most others understand its cursors, because the services of a root share their secret."""
    known: Known = {}
    restart(services[:1])
    with Client(services[0].url) as client:
        drawn = sample(client, rows=data.rows, seed=request.seed)
    few = replace(drawn.first_pages, count=min(LINKS, drawn.first_pages.count))
    for service in sorted(services, key=lambda each: _seconds_to_reach(few, each)):
        restart([service])
        ask(service, drawn, data=data, known=known, without={"deep_page", "sort"}.difference(scripts))
    display.say("questions drawn for every rung")


def _seconds_to_reach(pages: Pages, service: RunningContender) -> float:
    restart([service])
    with Client(service.url) as client:
        began = time.monotonic()
        page_paths(client, pages, page_parameter=service.definition.page_parameter)
        return time.monotonic() - began


def _in_words(probes: Mapping[str, Mapping[str, Probe]], name: str) -> str:
    return ", ".join(f"{scenario} {1000 * found[name].latency_s:.1f} ms" for scenario, found in probes.items())
