"""The results of `bench curve`: naive grows with table and depth, optimized hardly does."""

import math
from dataclasses import replace

from bench.results.run import Axis, ByComponent, Contender, CurvePoint, Results, TableSize
from made_up_results import NAIVE, OPTIMIZED, SCENARIOS, latency, response_ms, results

SIZES = (10_000, 100_000, 1_000_000, 3_000_000)
DEPTHS = (0, 1_000, 10_000, 100_000, 1_000_000)
GROWING = ("list", "deep_page", "filter", "search", "sort")
LARGEST = SIZES[-1]


def curve() -> Results:
    made = results(rows=LARGEST)
    sizes = [point("rows", name, each, rows=rows) for rows in SIZES for name in SCENARIOS for each in made.contenders]
    depths = [point("depth", "depth", each, depth=depth) for depth in DEPTHS for each in made.contenders]
    command = f"bench curve --rows {','.join(f'{size:_}' for size in SIZES)}"
    return replace(
        made,
        kind="curve",
        conditions=replace(made.conditions, mode="curve", command=command),
        cells=(),
        paired=(),
        classic=(),
        curve=tuple(sizes + depths),
        tables=tuple(table(each.name, rows) for rows in SIZES for each in made.contenders),
    )


def table(contender: str, rows: int) -> TableSize:
    """A megabyte that every database has, then 400 or 800 bytes a row, and the seconds of sorting:
    0.14 or 1.4 µs × rows × log2(rows)."""
    bytes_a_row, sorting_s = (400, 0.14e-6) if contender == NAIVE.name else (800, 1.4e-6)
    return TableSize(contender, rows, 1_000_000 + rows * bytes_a_row, 1 + sorting_s * rows * math.log2(rows))


def with_an_invalid_point() -> Results:
    made = curve()
    first, *others = made.curve
    reason = "other programs used 12% of the CPU, at most 5%"
    return replace(made, curve=(replace(first, valid=False, invalid_reason=reason), *others))


def point(axis: Axis, name: str, contender: Contender, *, rows: int = LARGEST, depth: int | None = None) -> CurvePoint:
    """naive's database does work in proportion to the table, or to the depth; the rest of its cost stays."""
    work = SCENARIOS["list" if axis == "depth" else name].work(contender)
    grows = contender == NAIVE and (axis == "depth" or name in GROWING)
    growth = 1.0 if not grows else rows / 300_000 if depth is None else 0.05 + depth / 300_000
    work = replace(work, database=work.database * growth, blocks=work.blocks * growth)
    requests = min(100, max(3, round(2000 / response_ms(work))))
    return CurvePoint(
        axis=axis,
        scenario=name,
        contender=contender.name,
        rows=rows,
        depth=depth,
        requests=requests,
        latency=latency(response_ms(work), requests),
        cpu_ms_per_request=ByComponent(work.service, work.database, work.cache if contender == OPTIMIZED else None),
        sql_statements_per_request=work.statements,
        sql_blocks_per_request=work.blocks,
        valid=True,
        invalid_reason=None,
    )
