"""`bench report`: show and draw a saved result again."""

import argparse

from bench.commands.show import draw, print_results
from bench.results.files import load
from bench.results.folder import newest_result, require_writable


def report_command(chosen: argparse.Namespace) -> None:
    file = chosen.result or newest_result(chosen.media)
    results = load(file)
    require_writable(chosen.media)
    draw(results, chosen.media)
    print_results(results, file)
