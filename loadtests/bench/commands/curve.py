"""`bench curve`: the cost of a request as the table grows, and as the page's depth grows."""

import argparse
import sys

from bench.commands.chosen import contenders_of, names_in, progress, request_of, whole_number
from bench.commands.show import show
from bench.load.modes import CURVE
from bench.measure.curve.run import measure_curve
from bench.report.curve import print_curve
from bench.report.streams import Output
from bench.results.folder import require_writable


def curve_command(chosen: argparse.Namespace) -> None:
    sizes = sorted({whole_number("--rows", each, least=100) for each in names_in(chosen.rows)})
    request = request_of(chosen, CURVE, contenders=contenders_of(chosen), rows=sizes[-1])
    require_writable(chosen.media)
    results, file = measure_curve(request, progress(), sizes=sizes)

    def print_it() -> None:
        print_curve(results, Output())
        sys.stdout.write(f"\n{file}\n")

    show(results, file, media=chosen.media, print_it=print_it)
