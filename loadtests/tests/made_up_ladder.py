"""The results of `bench ladder`: one change helps everywhere, one in a list alone, and one makes writes slower."""

from dataclasses import replace
from math import exp
from random import Random

from bench.results.run import ByComponent, Contender, Results, Rung
from made_up_results import NAIVE, cell, results

# CPU ms of a request: service, database, cache.
CPU: dict[str, dict[str, tuple[float, float, float | None]]] = {
    "naive": {"list": (30, 70, None), "search": (20, 480, None), "write": (5, 1, None)},
    "indexed": {"list": (30, 10, None), "search": (20, 480, None), "write": (5, 2, None)},
    "tuned": {"list": (4, 1, 0.1), "search": (4, 6, 0.1), "write": (5, 2, 0.1)},
    "tuned_without_indexed": {"list": (4, 61, 0.1), "search": (4, 6, 0.1), "write": (5, 1, 0.1)},
    "fast": {"list": (1, 1, 0.1), "search": (1, 6, 0.1), "write": (2, 2, 0.1)},
    "served": {"list": (1, 1, 0.1), "search": (1, 6, 0.1), "write": (2, 2, 0.1)},
    "bolted": {"list": (0.5, 1, 0.1), "search": (0.5, 6, 0.1), "write": (4, 2, 0.1)},
}
LADDER = (
    Rung("naive", "", "", "crm_naive", table_bytes=60_000_000, index_bytes=20_000_000),
    Rung("indexed", "naive", "an index", "crm_indexed", table_bytes=60_000_000, index_bytes=50_000_000, build_s=2.5),
    Rung("tuned", "indexed", "a cache", "crm_indexed", table_bytes=60_000_000, index_bytes=50_000_000, whole=True),
    Rung("tuned_without_indexed", "tuned", "an index", "crm_naive", left_out="indexed"),
    Rung("fast", "tuned", "another framework", "crm_fast"),
    Rung("served", "fast", "another server", "crm_fast"),
    Rung("bolted", "fast", "a third framework", "crm_fast"),
)
REASON = "port 8101: GET /api/v1/customers: no answer within 300 s"


def ladder(rounds: int = 6) -> Results:
    made, random = results(rounds=rounds), Random(3)
    scenarios = [scenario for scenario in made.scenarios if scenario.name in CPU["naive"]]
    cells = []
    for round_ in range(1, rounds + 1):
        for name, work in CPU.items():
            for scenario in scenarios:
                # One round is slower than another one; factors are of one round.
                noise = (1 + round_ / 3) * exp(random.gauss(0, 0.0005))
                service, database, cache = work[scenario.name]
                cpu = ByComponent(service * noise, database * noise, cache and cache * noise)
                made_up = cell(scenario.name, NAIVE, round_, measured_s=0.6, random=random)
                cells.append(replace(made_up, contender=name, cpu_ms_per_request=cpu))
    return replace(
        made,
        kind="ladder",
        conditions=replace(made.conditions, command="bench ladder --mode full", mode="full"),
        contenders=tuple(
            Contender(name, f"title of {name}", 2, cached=name not in ("naive", "indexed")) for name in CPU
        ),
        scenarios=tuple(scenarios),
        cells=tuple(replace(each, position=position) for position, each in enumerate(cells, 1)),
        paired=(),
        serial=(),
        classic=(),
        ladder=LADDER,
    )


def with_invalid_cells() -> Results:
    made = ladder()
    wrong = [each.contender == "indexed" and each.scenario == "search" for each in made.cells]
    changed = zip(made.cells, wrong, strict=True)
    cells = (replace(each, valid=False, invalid_reason=REASON) if bad else each for each, bad in changed)
    return replace(made, cells=tuple(cells))


def superseded() -> Results:
    """Leave-one-out of a change that a later one makes needless."""
    made = ladder()
    rungs = tuple(replace(each, superseded_by="tuned") if each.left_out else each for each in made.ladder)
    whole = {(each.scenario, each.round): each for each in made.cells if each.contender == "tuned"}
    cells = (
        replace(each, cpu_ms_per_request=whole[each.scenario, each.round].cpu_ms_per_request)
        if each.contender == "tuned_without_indexed"
        else each
        for each in made.cells
    )
    return replace(made, ladder=rungs, cells=tuple(cells))
