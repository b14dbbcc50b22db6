"""`bench ladder`: how much each change of the ladder buys, and how much it costs."""

import argparse

from bench.commands.chosen import names_in, progress, request_of, rows_of
from bench.commands.show import print_results, show
from bench.contenders import read_contenders
from bench.errors import BenchError
from bench.load.modes import LADDER, choose_mode
from bench.measure.ladder.run import measure_ladder
from bench.measure.ladder.rungs import Ladder
from bench.results.folder import require_writable


def ladder_command(chosen: argparse.Namespace) -> None:
    mode = choose_mode(chosen.mode, LADDER)
    ladder = Ladder(read_contenders(chosen.contenders_file), read_contenders(chosen.rungs_file))
    rungs = ladder.climb(names_in(chosen.rungs), leave_one_out=mode.name == "full")
    contenders = [rung.contender for rung in rungs]
    request = request_of(chosen, mode, contenders=contenders, rows=rows_of(chosen))
    if request.chosen.capacity or request.chosen.classic:
        raise BenchError("A ladder has cells alone: leave capacity and classic out of --scenarios.")
    require_writable(chosen.media)
    results, file = measure_ladder(request, ladder, rungs=rungs, display=progress())
    show(results, file, media=chosen.media, print_it=lambda: print_results(results, file, as_json=chosen.json))
