"""`bench floors`: the optimized service, and the least that its answers could cost."""

import argparse

from bench.commands.chosen import command_line_of, names_in, progress, whole_number
from bench.measure.floors.request import FloorsRequest
from bench.measure.floors.run import measure_floors
from bench.measure.floors.writes import measure_writes
from bench.report.floors import print_floors, write_floors
from bench.report.streams import Output
from bench.results.folder import require_writable


def floors_command(chosen: argparse.Namespace) -> None:
    request = FloorsRequest(
        rows=whole_number("--rows", chosen.rows, least=1000),
        rounds=whole_number("--rounds", chosen.rounds, least=1),
        seconds=whole_number("--milliseconds", chosen.milliseconds, least=100) / 1000,
        seed=whole_number("--seed", chosen.seed, least=0),
        cells=names_in(chosen.cells, separator=";"),
        command=command_line_of(chosen),
        media=chosen.media,
    )
    require_writable(chosen.media)
    results, file = (measure_writes if chosen.writes else measure_floors)(request, progress())
    write_floors(results, chosen.media)
    print_floors(results, Output(), file=file)
