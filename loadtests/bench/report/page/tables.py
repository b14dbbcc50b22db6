"""Every figure of the results as tables. Each scrolls in a box of its own where the screen is narrow."""

from collections.abc import Iterator, Sequence

from bench.analysis.rows import Row, rows_of
from bench.report.numbers import UNKNOWN, count, number, percent, ratio
from bench.report.page.markup import Markup, element, together
from bench.report.words import figure_words, load_words
from bench.results.run import Cell, Results

type Lines = Iterator[Sequence[str]] | Sequence[Sequence[str]]

# Groups of columns of the results table.
GROUPS = (
    ("latency, ms", ("p50", "p95", "p99")),
    ("CPU ms per request", ("service", "database", "cache", "total")),
    ("per request", ("SQL", "blocks", "kB")),
    ("k6", ("share",)),
    ("baseline ÷ contender", ("CPU", "latency")),
    ("", ("valid",)),
)
CELL_HEADINGS = (
    "no.", "round", "scenario", "contender", "offered/s", "achieved/s", "requests", "p50 ms", "CPU ms", "SQL", "blocks",
    "k6's share of CPU", "others' CPU", "cache hits", "tries", "valid",
)  # fmt: skip
WORDS = frozenset({"scenario", "contender", "objective", "valid"})  # columns of words, not of figures


def results_table(results: Results) -> Markup:
    """A block for each scenario, a line for each contender."""
    groups = [element("th", name, colspan=len(columns), scope="colgroup") for name, columns in GROUPS]
    columns = [element("th", name, scope="col") for _, names in GROUPS for name in names]
    head = element(
        "thead",
        element("tr", element("th", "contender", rowspan=2, scope="col"), *groups),
        element("tr", *columns),
    )
    return scrolling("Every scenario and contender, all rounds together", head, *_blocks(results))


def _blocks(results: Results) -> Iterator[Markup]:
    width = 1 + sum(len(columns) for _, columns in GROUPS)
    for scenario in results.scenarios:
        name = together(element("b", scenario.name), " ", element("small", f"{scenario.title}; {load_words(scenario)}"))
        heading = element("th", element("span", name), colspan=width, scope="rowgroup")
        lines = [_line(i, row) for i, row in enumerate(rows_of(results, scenario))]
        yield element("tbody", element("tr", heading), *lines)


def _line(contender: int, row: Row) -> Markup:
    figures = figure_words(row, row.figures) if row.figures else [UNKNOWN] * sum(len(names) for _, names in GROUPS[:4])
    ratios = ["baseline", "baseline"] if contender == 0 else [ratio(row.cpu_ratio), ratio(row.latency_ratio)]
    valid = element("td", row.remark or "yes", class_="words wrong" if row.remark else "words")
    cells = [element("td", figure) for figure in (*figures, *ratios)]
    return element("tr", _name(contender, row.contender.name), *cells, valid, class_=f"of-{contender}")


def _name(contender: int, name: str) -> Markup:
    return element("th", element("i", class_="swatch"), name, scope="row")


def cells_table(results: Results) -> Markup:
    """In the order in which they were measured."""
    cells = sorted(results.cells, key=lambda cell: cell.position)
    return simple_table("Every cell, in the order in which they were measured", CELL_HEADINGS, map(_cell, cells))


def _cell(cell: Cell) -> list[str]:
    hits = cell.cache_hit_ratio
    return [
        str(cell.position),
        str(cell.round),
        cell.scenario,
        cell.contender,
        UNKNOWN if cell.offered_per_s is None else count(cell.offered_per_s),
        number(cell.achieved_per_s),
        f"{cell.requests:,}",
        number(cell.latency.p50_ms),
        number(cell.cpu_ms_per_request.total),
        count(cell.sql_statements_per_request),
        count(cell.sql_blocks_per_request),
        percent(cell.k6_share),
        UNKNOWN if cell.foreign_cpu_share is None else percent(cell.foreign_cpu_share),
        UNKNOWN if hits is None else percent(hits),
        str(cell.attempts),
        "yes" if cell.valid else f"invalid: {cell.invalid_reason}",
    ]


def simple_table(title: str, headings: Sequence[str], lines: Lines) -> Markup:
    """The first column names the line."""
    head = element("tr", *(element("th", each, scope="col", class_=_kind(each)) for each in headings))
    body = [
        element(
            "tr",
            element("th", line[0], scope="row"),
            *(element("td", text, class_=_kind(name)) for name, text in zip(headings[1:], line[1:], strict=True)),
        )
        for line in lines
    ]
    return scrolling(title, element("thead", head), element("tbody", *body))


def _kind(heading: str) -> str | None:
    return "words" if heading in WORDS else None


def scrolling(title: str, *parts: Markup) -> Markup:
    """A table in a box that scrolls, and so can be reached with the keyboard."""
    table = element("table", element("caption", title), *parts)
    return element("div", table, class_="scrolling", tabindex=0, role="region", aria_label=title)
