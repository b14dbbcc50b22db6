"""How long answers took: for each scenario the share of the answers that came within a time, a line a contender."""

from collections.abc import Iterator, Sequence

from bench.markup import Markup, element, together
from bench.page_figure import chart, panel, remark
from bench.page_plot import Axis, Line, Point, log_axis, plot
from bench.report_findings import latency_finding
from bench.report_numbers import count, duration
from bench.report_rows import Row, rows_of
from bench.report_words import median_words, star
from bench.results import QUANTILE_STEPS, Results
from bench.statistics import BEYOND_PERCENTILE, percentile_is_known

EVERY = 2  # every second of the stored quantiles: half a per cent more or less cannot be seen
NAMED = (10, 25, 50, 75, 90, 95, 99)  # per cent at which a line can be asked for its exact time

SHARE = Axis(0, 1, lambda share: f"{share:.0%}", log=False)


def latencies(results: Results) -> Markup:
    table = [rows_of(results, scenario) for scenario in results.scenarios]
    times = [time for found in table for row in found for time in row.latency.quantiles_ms]
    x = log_axis(times, time_words, room=1.02)
    panels = [
        panel(
            found[0].scenario.name + star(found[0]),
            together(*(remark(i, f"{row.contender.name} {median_words(row)} ") for i, row in enumerate(found))),
            plot(x, SHARE, list(_lines(found)), label=f"Latency of {found[0].scenario.name}"),
        )
        for found in table
    ]
    pairs = any(row.latency_of_pairs for found in table for row in found)
    return chart(
        together(
            element("p", f"{latency_finding(results)}.", class_="finding"), element("div", *panels, class_="panels")
        ),
        "Share of the answers that came within a time, all rounds together; above each panel the medians, or n where "
        f"there are too few answers for one. Faint: fewer than {BEYOND_PERCENTILE} requests lie beyond."
        + (" *: too few requests in the rounds, so these are those of the pairs." if pairs else ""),
    )


def time_words(milliseconds: float) -> str:
    return f"{count(milliseconds)} ms" if milliseconds < 1000 else f"{count(milliseconds / 1000)} s"


def _lines(found: Sequence[Row]) -> Iterator[Line]:
    """Of each contender the whole line faintly, and boldly as far as it is known."""
    for i, row in enumerate(found):
        quantiles = row.latency.quantiles_ms
        path = [(quantiles[k], k / QUANTILE_STEPS) for k in range(0, len(quantiles), EVERY) if quantiles[k] > 0]
        known = [place for place in path if _known(row, place[1])]
        yield Line(i, path, faint=True)
        yield Line(i, known, points=list(_points(row)))


def _points(row: Row) -> Iterator[Point]:
    for percent in NAMED:
        time = row.latency.observed_ms(percent / 100)
        if time:
            doubt = "" if _known(row, percent / 100) else f", observed of {row.latency.n} requests only"
            says = f"{row.scenario.name}, {row.contender.name}: {percent} % within {duration(time)}{doubt}"
            yield Point(time, percent / 100, says, "dot" if percent == 50 and not doubt else "none")


def _known(row: Row, share: float) -> bool:
    return row.latency_valid and percentile_is_known(row.latency.n, share)
