"""How every chart looks, light and dark, and how it becomes files. A chart's specification names no colour."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

# Three names for one set of letter widths: vl-convert carries the first, so what it measures fits everywhere.
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
WIDTH = 800  # pixels; the column of a README on GitHub
TITLE_SIZE, FIGURE_SIZE, TEXT_SIZE, SMALL_SIZE = 19, 15, 13, 11


@dataclass(frozen=True, slots=True)
class Palette:
    """GitHub's own background and text, and the colours of Okabe and Ito, which colour-blind people tell apart."""

    background: str
    text: str
    muted: str
    grid: str
    warning: str
    contenders: tuple[str, ...]
    """The baseline first. On either background each has a contrast of 3:1 or more."""


PALETTES = {
    "light": Palette(
        background="#ffffff",
        text="#1f2328",
        muted="#59636e",
        grid="#e4e8ec",
        warning="#b42318",
        contenders=("#d55e00", "#0072b2", "#00855f", "#b0588c", "#8a6d00"),
    ),
    "dark": Palette(
        background="#0d1117",
        text="#f0f6fc",
        muted="#9198a1",
        grid="#2a313a",
        warning="#ff8f87",
        contenders=("#ff9447", "#56b4e9", "#2fc79b", "#e59acb", "#e8c84a"),
    ),
}


def config(palette: Palette) -> dict[str, Any]:
    """The part of a specification that differs between light and dark."""
    axis = {
        "labelColor": palette.muted,
        "labelFontSize": SMALL_SIZE,
        "titleColor": palette.muted,
        "titleFontSize": SMALL_SIZE,
        "titleFontWeight": "normal",
        "gridColor": palette.grid,
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
    }
    return {
        "background": palette.background,
        "font": FONT,
        "view": {"stroke": None},
        "axis": axis,
        "range": {"category": list(palette.contenders)},
        "title": {
            "anchor": "start",
            "color": palette.text,
            "fontSize": TITLE_SIZE,
            "subtitleColor": palette.muted,
            "subtitleFontSize": TEXT_SIZE,
            "subtitlePadding": 8,
            "lineHeight": TITLE_SIZE + 5,
            "subtitleLineHeight": TEXT_SIZE + 4,
        },
        "header": {"labelColor": palette.text, "labelFontSize": TEXT_SIZE, "labelFontWeight": "bold"},
        "legend": {"labelColor": palette.text, "labelFontSize": TEXT_SIZE, "title": None, "symbolStrokeWidth": 3},
        "style": {
            "name": {"color": palette.text, "fontSize": TEXT_SIZE, "fontWeight": "bold"},
            "figure": {"color": palette.text, "fontSize": FIGURE_SIZE, "fontWeight": "bold"},
            "small": {"color": palette.text, "fontSize": SMALL_SIZE, "fontWeight": "bold"},
            "muted": {"color": palette.muted, "fontSize": SMALL_SIZE},
            "warning": {"color": palette.warning, "fontSize": SMALL_SIZE, "fontWeight": "bold"},
            "spread": {"color": palette.text},
        },
    }


# Widths of letters in units of the font's size, in groups, from the metrics that all names in FONT share.
NARROW, WIDE = frozenset(" \u00a0ijlftI.,:;|'()[]·-"), frozenset("mwMWCDGHNOQRU%÷×–")


def text_width(text: str, *, size: float, bold: bool = False) -> float:
    """Pixels that a text takes, to about 5 %."""
    letters = sum(0.29 if letter in NARROW else 0.72 if letter in WIDE else 0.55 for letter in text)
    return letters * size * (1.05 if bold else 1)


def lines(text: str, *, size: int, bold: bool = False, width: int = WIDTH - 44) -> list[str]:
    """The text in as few lines as its letters allow, of about equal length, so that no word stands alone.

    A non-breaking space keeps what belongs together on one line.
    """
    widest = wrapped(text, size=size, bold=bold, width=width)
    for narrower in range(width, 0, -20):
        if len(wrapped(text, size=size, bold=bold, width=narrower)) > len(widest):
            return wrapped(text, size=size, bold=bold, width=min(narrower + 20, width))
    return widest


def caption(parts: Sequence[str]) -> list[str]:
    """The conditions of a run in small lines that break between two parts, or behind a comma."""
    whole = (part.replace(" ", "\u00a0").replace(",\u00a0", ", ") for part in parts)
    return lines("\u00a0· ".join(whole), size=SMALL_SIZE)


def wrapped(text: str, *, size: int, bold: bool, width: int) -> list[str]:
    result = [""]
    for word in text.split(" "):
        longer = f"{result[-1]} {word}".strip()
        if result[-1] and text_width(longer, size=size, bold=bold) > width:
            result.append(word)
        else:
            result[-1] = longer
    return result


def save(chart: alt.TopLevelMixin, stem: str, folder: Path) -> list[Path]:
    """Light and dark from one specification."""
    specification = chart.to_dict()
    return save_pictures(lambda palette: picture(specification, palette), stem, folder)


def picture(specification: dict[str, Any], palette: Palette) -> str:
    return vl_convert.vegalite_to_svg(specification, config=config(palette))


def save_pictures(draw: Callable[[Palette], str], stem: str, folder: Path) -> list[Path]:
    """`<stem>-light.svg` and `<stem>-dark.svg`."""
    files = {folder / f"{stem}-{mode}.svg": palette for mode, palette in PALETTES.items()}
    for file, palette in files.items():
        file.write_text(draw(palette), encoding="utf-8")
    return list(files)
