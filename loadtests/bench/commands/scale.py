"""`bench scale`: write docs/scale.md from the published results, or check that it is current."""

import argparse
import sys

from bench.errors import BenchError
from bench.report.scale import scale_of, scale_page


def scale_command(chosen: argparse.Namespace) -> None:
    page = scale_page(scale_of(chosen.media))
    if not chosen.check:
        chosen.output.parent.mkdir(exist_ok=True)
        chosen.output.write_text(page, encoding="utf-8")
        sys.stdout.write(f"{chosen.output}\n")
    elif not chosen.output.exists() or chosen.output.read_text(encoding="utf-8") != page:
        raise BenchError(f"{chosen.output} is not what the published results give. Run `bench scale`.")
