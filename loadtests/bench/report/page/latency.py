"""How long answers took: for each scenario the share of the answers that came within a time, a line a contender."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bench.analysis.latency import EVERY, pool
from bench.analysis.rows import Row, latencies_of_pairs, rows_of
from bench.report.findings import latency_finding
from bench.report.numbers import count, duration
from bench.report.page.figure import chart, measures, panel, remark
from bench.report.page.markup import Markup, element, together
from bench.report.page.plot import Axis, Line, Point, log_axis, plot
from bench.report.words import median_words, star
from bench.results.quantiles import BEYOND_PERCENTILE, percentile_is_known
from bench.results.run import QUANTILE_STEPS, Results, Scenario

NAMED = (10, 25, 50, 75, 90, 95, 99)  # per cent at which a line can be asked for its exact time

SHARE = Axis(0, 1, lambda share: f"{share:.0%}", log=False)


def latencies(results: Results) -> Markup:
    rounds = [rows_of(results, scenario) for scenario in results.scenarios]
    drawn = {"rounds": ("In the rounds", _panels(rounds, marked=True))}
    if pairs := [rows for scenario in results.scenarios if (rows := rows_of_pairs(results, scenario))]:
        drawn["pairs"] = ("In pairs", _panels(pairs, marked=False))
    starred = any(row.latency_of_pairs for rows in rounds for row in rows)
    return chart(
        together(element("p", f"{latency_finding(results)}.", class_="finding"), measures("latencies", drawn)),
        "Share of the answers that came within a time. In the rounds: all of them together, at the offered load. In "
        "pairs: the same question asked to both, one request at a time. Above each panel the medians, or n where there "
        f"are too few answers for one. Faint: fewer than {BEYOND_PERCENTILE} requests lie beyond."
        + (" *: too few requests in the rounds, so these are those of the pairs." if starred else ""),
    )


def rows_of_pairs(results: Results, scenario: Scenario) -> list[Row]:
    """The rows with the latencies of the pairs; none where no pairs were asked."""
    pooled = [pool(latencies_of_pairs(results, scenario, contender)) for contender in results.contenders]
    if not all(latency.n for latency in pooled):
        return []
    rows = zip(rows_of(results, scenario), pooled, strict=True)
    return [replace(row, latency=latency, latency_of_pairs=True) for row, latency in rows]


def _panels(found: Sequence[Sequence[Row]], *, marked: bool) -> Markup:
    """`marked`: with a star where latencies are not what they are elsewhere."""
    times = [time for rows in found for row in rows for time in row.latency.quantiles_ms]
    x = log_axis(times, time_words, room=1.02)
    drawn = []
    for rows in found:
        name = rows[0].scenario.name
        medians = [remark(i, f"{row.contender.name} {median_words(row)}") for i, row in enumerate(rows)]
        lines = plot(x, SHARE, list(_lines(rows)), label=f"Latency of {name}")
        drawn.append(panel(name + (star(rows[0]) if marked else ""), together(*medians), lines))
    return element("div", *drawn, class_="panels")


def time_words(milliseconds: float) -> str:
    return f"{count(milliseconds)} ms" if milliseconds < 1000 else f"{count(milliseconds / 1000)} s"


def _lines(rows: Sequence[Row]) -> Iterator[Line]:
    """Of each contender the whole line faintly, and boldly as far as it is known."""
    for i, row in enumerate(rows):
        quantiles = row.latency.quantiles_ms
        path = [(quantiles[k], k / QUANTILE_STEPS) for k in range(0, len(quantiles), EVERY) if quantiles[k] > 0]
        yield Line(i, path, faint=True)
        yield Line(i, [place for place in path if _known(row, place[1])], points=list(_points(row)))


def _points(row: Row) -> Iterator[Point]:
    for percent in NAMED:
        time = row.latency.observed_ms(percent / 100)
        if time:
            doubt = "" if _known(row, percent / 100) else f", observed of {row.latency.n} requests only"
            says = f"{row.scenario.name}, {row.contender.name}: {percent} % within {duration(time)}{doubt}"
            yield Point(time, percent / 100, says, "dot" if percent == 50 and not doubt else "none")


def _known(row: Row, share: float) -> bool:
    return row.latency_valid and percentile_is_known(row.latency.n, share)
