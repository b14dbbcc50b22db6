"""Colours that every reader can tell apart from the background."""

import pytest
from bench.report.charts.theme import PALETTES


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_colour_can_be_told_from_the_background(mode: str) -> None:
    palette = PALETTES[mode]
    for colour in (*palette.contenders, palette.warning):
        assert contrast(colour, palette.background) >= 3
    assert contrast(palette.text, palette.background) >= 12
    assert contrast(palette.muted, palette.background) >= 4.5


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
