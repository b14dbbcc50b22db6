"""The look of every picture, light and dark. A drawing names no colour, only classes."""

from dataclasses import dataclass

# Three names for one set of letter widths, so a text takes the same room on every system.
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
# Pixels: the width of a README's column on GitHub.
WIDTH = 800
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


def style(palette: Palette, contenders: int) -> str:
    """The style sheet of a picture with so many contenders."""
    colours = [palette.contenders[i % len(palette.contenders)] for i in range(contenders)]
    rules = [
        f"svg{{overflow:visible}}text{{fill:{palette.muted}}}.strong{{fill:{palette.text}}}",
        f".warning{{fill:{palette.warning}}}.grid{{stroke:{palette.grid}}}.whisker{{stroke:{palette.text}}}",
        f".limit line{{stroke:{palette.text};stroke-width:1.5;stroke-dasharray:5 4}}.limit text{{fill:{palette.text}}}",
        ".line{fill:none;stroke-width:2.5;stroke-linejoin:round}.faint{stroke-width:1.5;opacity:0.45}",
        ".cross{stroke-width:2.5}.none{fill:none}.whisker{stroke-width:1.5}.thin{opacity:0.6}.unclear{opacity:0.3}",
        *(f".line.of-{i},.cross.of-{i}{{stroke:{colour}}}" for i, colour in enumerate(colours)),
        *(f".dot.of-{i},.bar.of-{i},text.of-{i}{{fill:{colour}}}" for i, colour in enumerate(colours)),
    ]
    return "".join(rules)
