"""A section of a report as data. The terminal, Markdown and the page each render the same list of sections."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.report.figures.figure import Figure


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    group: str = ""
    """A heading above neighbouring columns of the same group."""
    alone: str = ""
    """The heading where there is no row of groups; empty: the name."""
    words: bool = False
    """Text, aligned left. Figures are aligned right."""
    strong: bool = False
    """The figure that most readers look for."""
    said: bool = False
    """A terminal prints the line's sentence instead of this cell."""

    @property
    def heading(self) -> str:
        return self.alone or self.name


def columns(names: str, *, words: str = "scenario, contender, valid") -> tuple[Column, ...]:
    """Both are lists with commas; `words` are the columns of text."""
    texts = words.split(", ")
    return tuple(Column(name, words=name in texts) for name in names.split(", "))


@dataclass(frozen=True, slots=True)
class Line:
    cells: Sequence[str]
    """One for each column of the table."""
    contender: str = ""
    said: str = ""
    """The cells of the columns that are `said`, as a sentence."""
    remark: str = ""
    """Why the figures may not be trusted; stands in the last cell."""
    valid: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    columns: Sequence[Column]
    lines: Sequence[Line]
    keys: int = 1
    """So many columns say what a line is about. A narrow terminal repeats them in each part of the table."""
    groups: Mapping[str, str] = field(default_factory=dict)
    """Where lines stand in blocks: each value of the first column, with words about it."""


@dataclass(frozen=True, slots=True)
class Finding:
    words: str
    contender: str
    strong: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    sentence: str = ""
    findings: Sequence[Finding] = ()
    figure: Callable[[], Figure] | None = None
    """Makes the figure, which takes longer than all the rest: a terminal shows none."""
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()
    notes_heading: str = "Notes"
    terms: Sequence[tuple[str, str]] = ()
    """Terms and what they mean, in full; a terminal prints the sentence alone."""
    long: bool = False
    """Only the page has room for it."""
