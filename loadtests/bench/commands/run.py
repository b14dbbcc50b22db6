"""`bench run`: measure contenders, then show and draw the result."""

import argparse
from dataclasses import replace

from bench.analysis.noise_floor import newest_noise_floor
from bench.commands.chosen import contenders_of, progress, request_of, rows_of, whole_number
from bench.commands.show import print_results, show
from bench.load.modes import choose_mode
from bench.measure.request import like
from bench.measure.run import measure_run
from bench.readings.host import host
from bench.results.files import load
from bench.results.folder import OWN, PUBLISHED, require_writable


def run_command(chosen: argparse.Namespace) -> None:
    request = request_of(chosen, choose_mode(chosen.mode), contenders=contenders_of(chosen), rows=rows_of(chosen))
    request = replace(request, generators=whole_number("--generators", chosen.generators, least=1))
    if chosen.like:
        request = like(load(chosen.like), request)
    require_writable(chosen.media)
    # A run with a folder of its own is judged by the noise floors in that folder alone.
    known = (chosen.media, PUBLISHED) if chosen.media == OWN else (chosen.media,)
    floors = [newest_noise_floor(media, host(), mode=request.mode.name) for media in known]
    floor = next((floor for floor in floors if floor), None)
    results, file = measure_run(replace(request, noise_floor=floor), progress())
    show(results, file, media=chosen.media, print_it=lambda: print_results(results, file, as_json=chosen.json))
