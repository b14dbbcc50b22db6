"""`bench compare`: what changed from one result to another."""

import argparse

from bench.analysis.compare import compare
from bench.errors import BenchError
from bench.report.comparison import print_comparison
from bench.report.streams import Output
from bench.results.files import load


def compare_command(chosen: argparse.Namespace) -> None:
    before, after = load(chosen.before), load(chosen.after)
    comparison = compare(before, after, anyway=chosen.anyway)
    print_comparison(comparison, Output(), before=before, after=after)
    if not comparison.compared:
        raise BenchError("Nothing could be compared: no scenario was valid, and offered at one rate, in both results.")
