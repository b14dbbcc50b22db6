"""How long answers took: for each scenario the share of the answers that came within a time, a line a contender."""

from collections.abc import Iterator, Sequence

from bench.analysis.rows import Row, rows_of
from bench.report.figures.axis import Axis, log_axis, time_words
from bench.report.figures.figure import Figure, Panel, Path, Point, View
from bench.report.findings import latency_finding
from bench.report.numbers import duration
from bench.report.words import conditions_words, median_words
from bench.results.quantiles import BEYOND_PERCENTILE, percentile_is_known
from bench.results.run import QUANTILE_STEPS, Results

# Draw every second of the 201 stored quantiles: half a per cent more or less cannot be seen.
EVERY = 2
# Per cent at which a line has a point with its exact time.
NAMED = (10, 25, 50, 75, 90, 95, 99)
CAPTION = "Of one user, one request at a time; where it only reads, in pairs: the same question asked to both."
SHARE = Axis(0, 1, lambda share: f"{share:.0%}", log=False)


def latencies(results: Results) -> Figure:
    return Figure(
        stem="latency",
        finding=latency_finding(results),
        contenders=[contender.name for contender in results.contenders],
        views=[View("latency", "Latency", CAPTION, _panels(results))],
        caption="Share of the answers that came within a time. Above each panel the medians, or n where there are too "
        f"few answers for one. Faint: fewer than {BEYOND_PERCENTILE} requests lie beyond.",
        conditions=conditions_words(results),
    )


def _panels(results: Results) -> list[Panel]:
    tables = [rows_of(results, scenario) for scenario in results.scenarios]
    found = [table for table in tables if any(row.latency.n for row in table)]
    x = log_axis([time for table in found for row in table for time in row.latency.quantiles_ms], time_words, room=1.02)
    return [
        Panel(
            label=f"Latency of {table[0].scenario.name}",
            x=x,
            y=SHARE,
            paths=list(_paths(table)),
            remarks=[(row.contender.name, f"{row.contender.name} {median_words(row)}") for row in table],
            heading=table[0].scenario.name,
        )
        for table in found
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
    return percentile_is_known(row.latency.n, share)
