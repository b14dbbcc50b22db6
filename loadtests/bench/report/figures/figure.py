"""A figure as data: the page and the picture files both draw it from these values. It names contenders, and the
drawing gives each name its colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bench.analysis.statistics import Estimate
from bench.report.figures.axis import Axis

Shape = Literal["dot", "cross", "none"]


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    says: str
    """The exact figures, for a reader who points at the mark or reaches it with the keyboard."""
    shape: Shape = "dot"


@dataclass(frozen=True, slots=True)
class Path:
    """A line of one contender."""

    contender: str
    places: Sequence[tuple[float, float]]
    points: Sequence[Point] = ()
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Panel:
    label: str
    """Names the panel for readers who cannot see it."""
    x: Axis
    y: Axis
    paths: Sequence[Path]
    remarks: Sequence[tuple[str, str]]
    """Contenders, with the words about each that stand above the panel."""
    heading: str = ""
    limit: Limit | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    contender: str
    words: str
    """`34.4× less CPU [29.8–52.7]`, or the reason why there is no bar."""
    estimate: Estimate | None = None
    says: str = ""
    """The exact figures, as of a point."""
    wrong: bool = False
    """There is no bar because a measurement is not valid."""


@dataclass(frozen=True, slots=True)
class BarGroup:
    name: str
    title: str
    bars: Sequence[Bar]
    """In every view as many, in the same order."""


@dataclass(frozen=True, slots=True)
class Bars:
    axis: Axis
    groups: Sequence[BarGroup]


@dataclass(frozen=True, slots=True)
class View:
    """One of a figure's measures. The page shows one at a time; a picture draws all bars, and of panels the first."""

    key: str
    """One of report.css's."""
    title: str
    caption: str
    drawn: Bars | Sequence[Panel]


@dataclass(frozen=True, slots=True)
class Figure:
    stem: str
    """The beginning of its file names: `factors-light.svg` and `factors-dark.svg`."""
    finding: str
    """The sentence that the figure shows; the title of a picture."""
    contenders: Sequence[str]
    """In the order of their colours."""
    views: Sequence[View]
    caption: str
    conditions: Sequence[str]
    """The conditions of the results, as the parts of one line."""
    totals: str = ""
    """Sentences that a report has next to the figure, and that a picture needs when it stands alone."""
