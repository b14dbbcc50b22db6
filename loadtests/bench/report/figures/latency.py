"""How long answers took: for each scenario the share of the answers that came within a time, a line a contender."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bench.analysis.latency import pool
from bench.analysis.rows import Row, latencies_of_pairs, rows_of
from bench.report.figures.axis import Axis, log_axis, time_words
from bench.report.figures.figure import Figure, Panel, Path, Point, View
from bench.report.findings import latency_finding
from bench.report.numbers import duration
from bench.report.words import conditions_words, median_words, star
from bench.results.quantiles import BEYOND_PERCENTILE, percentile_is_known
from bench.results.run import QUANTILE_STEPS, Results, Scenario

# Draw every second of the 201 stored quantiles: half a per cent more or less cannot be seen.
EVERY = 2
# Per cent at which a line has a point with its exact time.
NAMED = (10, 25, 50, 75, 90, 95, 99)
SHARE = Axis(0, 1, lambda share: f"{share:.0%}", log=False)


def latencies(results: Results) -> Figure:
    rounds = [rows_of(results, scenario) for scenario in results.scenarios]
    pairs = [rows for scenario in results.scenarios if (rows := rows_of_pairs(results, scenario))]
    views = [View("rounds", "In the rounds", _rounds_caption(rounds), _panels(rounds, marked=True))]
    if pairs:
        caption = "In pairs: the same question asked to both, one request at a time."
        views.append(View("pairs", "In pairs", caption, _panels(pairs, marked=False)))
    return Figure(
        stem="latency",
        finding=latency_finding(results),
        contenders=[contender.name for contender in results.contenders],
        views=views,
        caption="Share of the answers that came within a time. Above each panel the medians, or n where there are too "
        f"few answers for one. Faint: fewer than {BEYOND_PERCENTILE} requests lie beyond.",
        conditions=conditions_words(results),
    )


def _rounds_caption(rounds: Sequence[Sequence[Row]]) -> str:
    starred = any(row.latency_of_pairs for rows in rounds for row in rows)
    return "In the rounds: all of them together, at the offered load." + (
        " *: too few requests in the rounds, so these are those of the pairs." if starred else ""
    )


def rows_of_pairs(results: Results, scenario: Scenario) -> list[Row]:
    """The rows with the latencies of the pairs; none where no pairs were asked."""
    pooled = [pool(latencies_of_pairs(results, scenario, contender=contender)) for contender in results.contenders]
    if not all(latency.n for latency in pooled):
        return []
    rows = zip(rows_of(results, scenario), pooled, strict=True)
    return [replace(row, latency=latency, latency_of_pairs=True) for row, latency in rows]


def _panels(found: Sequence[Sequence[Row]], *, marked: bool) -> list[Panel]:
    """`marked`: with a star where a scenario shows the latencies of pairs in place of the rounds'."""
    x = log_axis([time for rows in found for row in rows for time in row.latency.quantiles_ms], time_words, room=1.02)
    return [
        Panel(
            label=f"Latency of {rows[0].scenario.name}",
            x=x,
            y=SHARE,
            paths=list(_paths(rows)),
            remarks=[(row.contender.name, f"{row.contender.name} {median_words(row)}") for row in rows],
            heading=rows[0].scenario.name + (star(rows[0]) if marked else ""),
        )
        for rows in found
    ]


def _paths(rows: Sequence[Row]) -> Iterator[Path]:
    """Of each contender the whole line faintly, and boldly as far as it is known."""
    for row in rows:
        quantiles, name = row.latency.quantiles_ms, row.contender.name
        places = [(quantiles[k], k / QUANTILE_STEPS) for k in range(0, len(quantiles), EVERY) if quantiles[k] > 0]
        yield Path(name, places, faint=True)
        yield Path(name, [place for place in places if _known(row, place[1])], list(_points(row)))


def _points(row: Row) -> Iterator[Point]:
    for percent in NAMED:
        time = row.latency.observed_ms(percent / 100)
        if time:
            doubt = "" if _known(row, percent / 100) else f", observed of {row.latency.n} requests only"
            says = f"{row.scenario.name}, {row.contender.name}: {percent} % within {duration(time)}{doubt}"
            yield Point(time, percent / 100, says, "dot" if percent == 50 and not doubt else "none")


def _known(row: Row, share: float) -> bool:
    return row.latency_valid and percentile_is_known(row.latency.n, share)
