"""A picture of the terminal as a run leaves it, for those who look before they install."""

import io
from pathlib import Path

from rich.color import parse_rgb_hex
from rich.console import Console
from rich.terminal_theme import TerminalTheme

from bench.analysis.rows import rows
from bench.report.charts.theme import Palette, save_pictures
from bench.report.terminal import print_notes, print_scenarios
from bench.report.words import conditions_words
from bench.results.run import Results

COLUMNS = 106
FONT_ASPECT_RATIO = 0.6  # of the fonts below
# Rich's own format loads a font from the network. Every run of letters says how wide it is, so any of these will do.
FORMAT = """<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
    font-family: Liberation Mono, Menlo, Consolas, monospace; font-size: {char_height}px; line-height: {line_height}px
}}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
STEM, WORDS = "terminal", "The table of bench run on a terminal"


def write_terminal(results: Results, media: Path) -> list[Path]:
    """`terminal-light.svg` and `terminal-dark.svg`."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(f"$ {results.conditions.command}\n", highlight=False)
    print_scenarios(results, rows(results), console)
    print_notes(console, [" · ".join(conditions_words(results))])

    def draw(palette: Palette) -> str:
        return console.export_svg(
            title="",
            theme=theme(palette),
            clear=False,
            code_format=FORMAT,
            font_aspect_ratio=FONT_ASPECT_RATIO,
            unique_id="terminal",
        )

    return save_pictures(draw, STEM, media)


def theme(palette: Palette) -> TerminalTheme:
    """The charts' colours in the order of a terminal's eight."""
    _, blue, green, magenta, yellow = palette.contenders
    eight = (palette.text, palette.warning, green, yellow, blue, magenta, blue, palette.muted)
    rgb = [parse_rgb_hex(colour[1:]) for colour in (palette.background, palette.text, *eight)]
    return TerminalTheme(rgb[0], rgb[1], [*rgb[2:]])
