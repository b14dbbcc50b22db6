"""One cell in one round: a warm-up, then a closed loop between two readings of the CPU clocks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bench.contender.meters import between
from bench.contender.running import RunningContender
from bench.load.closed_loop import Seen
from bench.load.saturate import saturate
from bench.measure.floors.cells import FloorCell
from bench.results.floors import Trial
from bench.results.quantiles import quantile

WARM_UP_S = 0.2

# A trial numbers its requests from a number of its own, so that no two requests of a run are equal. All numbers have
# the same number of digits.
FIRST_NUMBER = 10_000_000
NUMBERS_A_TRIAL = 100_000


def write_trials(cells: Sequence[FloorCell], service: RunningContender, *, round_: int, number: int) -> Iterator[Trial]:
    """Create customers, change them and delete them, each for as long as any other trial. Then delete the rest."""
    ids: Sequence[int] = ()
    for cell in cells:
        load = replace(cell.load, numbers=ids) if ids else cell.load
        measured, seen = measure_trial(replace(cell, load=load), service, round_=round_, number=number)
        ids = seen.ids or ids
        yield measured
    if cells:
        rest = replace(cells[-1].load, numbers=ids[seen.requests :], seconds=60)
        if rest.numbers:
            saturate(rest)


def measure_trial(cell: FloorCell, program: RunningContender, *, round_: int, number: int) -> tuple[Trial, Seen]:
    program.empty_cache()
    load = replace(cell.load, first=number)
    if cell.reads:
        saturate(replace(load, seconds=WARM_UP_S, says="", first=number + NUMBERS_A_TRIAL // 2))
    meters = program.meters()
    before = meters.read()
    seen = saturate(load)
    after = meters.read()
    return Trial(
        cell=cell.name,
        round=round_,
        requests=seen.requests,
        per_s=seen.requests / seen.seconds,
        p50_ms=quantile(seen.latencies_ms, 0.5),
        p99_ms=quantile(seen.latencies_ms, 0.99),
        body_bytes=seen.body_bytes / seen.requests,
        cpu_us=between(before.cpu_s, after.cpu_s, per=seen.requests / 1_000_000),
    ), seen
