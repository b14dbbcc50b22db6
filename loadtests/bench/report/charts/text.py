"""Text in pictures: its width in pixels, and its lines."""

from collections.abc import Sequence

from bench.report.charts.theme import SMALL_SIZE, WIDTH
from bench.report.markup import Markup, Value, element, together

# Widths of letters in units of the font's size, in groups, from the metrics that all names in FONT share.
NARROW, BROAD = frozenset(" \u00a0ijlftI.,:;|'()[]·-"), frozenset("mwMWCDGHNOQRU%÷×–")


def text_width(text: str, *, size: float, bold: bool = False) -> float:
    """Pixels that a text takes, to about 5 %."""
    letters = sum(0.29 if letter in NARROW else 0.72 if letter in BROAD else 0.55 for letter in text)
    return letters * size * (1.05 if bold else 1)


def lines(text: str, *, size: int, bold: bool = False, width: float = WIDTH - 44) -> list[str]:
    """The text in as few lines as its letters allow, of about equal length, so that no word stands alone.

    A non-breaking space keeps what belongs together on one line.
    """
    widest = wrapped(text, size=size, bold=bold, width=width)
    for narrower in range(int(width), 0, -20):
        if len(wrapped(text, size=size, bold=bold, width=narrower)) > len(widest):
            return wrapped(text, size=size, bold=bold, width=min(narrower + 20, width))
    return widest


def wrapped(text: str, *, size: int, bold: bool, width: float) -> list[str]:
    result = [""]
    for word in text.split(" "):
        longer = f"{result[-1]} {word}".strip()
        if result[-1] and text_width(longer, size=size, bold=bold) > width:
            result.append(word)
        else:
            result[-1] = longer
    return result


def caption(parts: Sequence[str]) -> list[str]:
    """The conditions of a run in small lines that break between two parts, or behind a comma."""
    whole = (part.replace(" ", "\u00a0").replace(",\u00a0", ", ") for part in parts)
    return lines("\u00a0· ".join(whole), size=SMALL_SIZE)


def text(words: str, *, x: float, y: float, size: int = SMALL_SIZE, bold: bool = False, class_: str = "") -> Markup:
    """`y`: of the line on which the letters stand."""
    look: dict[str, Value] = {"font_size": size, "font_weight": "bold" if bold else None, "class_": class_ or None}
    return element("text", words, x=round(x, 1), y=round(y, 1), **look)


def paragraph(
    texts: Sequence[str], *, x: float, y: float, size: int = SMALL_SIZE, bold: bool = False, class_: str = ""
) -> tuple[Markup, float]:
    """Lines below the height `y`, and the height at which they end."""
    step = size + 5 if bold else size + 4
    found = [
        text(words, x=x, y=y + step * (i + 1) - 4, size=size, bold=bold, class_=class_) for i, words in enumerate(texts)
    ]
    return together(*found), y + step * len(texts)
