"""A picture of the terminal at the end of a run, for readers who look before they install."""

import io
from dataclasses import replace
from pathlib import Path

from rich.color import parse_rgb_hex
from rich.console import Console
from rich.terminal_theme import TerminalTheme

from bench.report.charts.files import save
from bench.report.charts.theme import Palette
from bench.report.sections.conditions import conditions_section
from bench.report.sections.scenarios import scenarios_section
from bench.report.terminal import print_section
from bench.results.run import Results

COLUMNS = 106
# Width over height of a letter in the fonts below.
FONT_ASPECT_RATIO = 0.6
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
    print_section(replace(scenarios_section(results), notes=()), console)
    console.print()
    print_section(conditions_section(results), console)

    def draw(palette: Palette) -> str:
        return console.export_svg(
            title="",
            theme=theme(palette),
            clear=False,
            code_format=FORMAT,
            font_aspect_ratio=FONT_ASPECT_RATIO,
            unique_id="terminal",
        )

    return save(draw, stem=STEM, folder=media)


def theme(palette: Palette) -> TerminalTheme:
    """The charts' colours in the order of a terminal's eight."""
    _, blue, green, magenta, yellow = palette.contenders
    eight = (palette.text, palette.warning, green, yellow, blue, magenta, blue, palette.muted)
    rgb = [parse_rgb_hex(colour[1:]) for colour in (palette.background, palette.text, *eight)]
    return TerminalTheme(rgb[0], rgb[1], [*rgb[2:]])
