"""One cell in one round: a warm-up, then a closed loop between two readings of the CPU clocks."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace

from bench.contender.meters import between
from bench.contender.running import Entrant
from bench.environment import process_environment
from bench.errors import BenchError
from bench.load.closed_loop import Load, Seen
from bench.measure.floors.cells import FloorCell
from bench.results.floors import Turn

WARM_UP_S = 0.2
NUMBERS_A_TURN = 100_000


def write_turns(cells: Sequence[FloorCell], service: Entrant, round_: int, number: int) -> Iterator[Turn]:
    """Creates customers, changes them and deletes them, measured for as long as the others, and deletes the rest."""
    ids: Sequence[int] = ()
    for cell in cells:
        load = replace(cell.load, numbers=ids) if ids else cell.load
        measured, seen = turn(replace(cell, load=load), service, round_, number)
        ids = seen.ids or ids
        yield measured
    if cells:
        rest = replace(cells[-1].load, numbers=ids[seen.requests :], seconds=60)
        if rest.numbers:
            ask(rest)  # nothing of it stays in the table


def turn(cell: FloorCell, entrant: Entrant, round_: int, number: int) -> tuple[Turn, Seen]:
    entrant.empty_cache()
    load = replace(cell.load, first=number)
    if cell.reads:
        ask(replace(load, seconds=WARM_UP_S, says="", first=number + NUMBERS_A_TURN // 2))
    meters = entrant.meters()
    before = meters.read()
    seen = ask(load)
    after = meters.read()
    return Turn(
        cell=cell.name,
        round=round_,
        requests=seen.requests,
        per_s=seen.requests / seen.seconds,
        p50_ms=seen.p50_ms,
        p99_ms=seen.p99_ms,
        body_bytes=seen.body_bytes / seen.requests,
        cpu_us=between(before.cpu_s, after.cpu_s, per=seen.requests / 1_000_000),
    ), seen


def ask(load: Load) -> Seen:
    done = subprocess.run(
        [sys.executable, "-m", "bench.load.closed_loop"],
        input=json.dumps(asdict(load)),
        env=process_environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        raise BenchError(f"{load.method} {load.paths[0]} on port {load.port}: {done.stderr.strip()[-600:]}")
    return Seen(**json.loads(done.stdout))
