"""`bench aa`: measure one contender against itself. The difference is this machine's noise."""

import argparse
import sys
from dataclasses import replace

from bench.analysis.noise_floor import against_itself, in_words, noise_floor
from bench.commands.chosen import contender_of, progress, request_of, rows_of
from bench.commands.show import print_results, show
from bench.load.modes import choose_mode
from bench.measure.run import measure_run
from bench.results.files import save
from bench.results.folder import require_writable
from bench.targets.server import free_port


def aa_command(chosen: argparse.Namespace) -> None:
    both = against_itself(contender_of(chosen), port=free_port())
    request = request_of(chosen, choose_mode(chosen.mode), contenders=both, rows=rows_of(chosen))
    require_writable(chosen.media)
    measured, file = measure_run(replace(request, kind="aa"), progress())
    results = replace(measured, noise_floor=noise_floor(measured))
    save(results, file)

    def print_it() -> None:
        print_results(results, file)
        sys.stdout.write("\n".join(["", *in_words(results), ""]))

    show(results, file, media=chosen.media, print_it=print_it)
