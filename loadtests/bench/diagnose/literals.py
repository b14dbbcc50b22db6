"""The recorded statement with values again: PostgreSQL keeps `$1` where the service sent a constant.

A plan for placeholders does not know how small a LIMIT is, and sorts where it would read an index. So each placeholder
gets a value that was asked for, seen in an answer, or is typical of its column.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import sql

from bench.diagnose.redaction import COMMENTS

PLACEHOLDER = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\$(\d+)")
LIKE = re.compile(r"(?:~~\*?|\bI?LIKE)\s*(?:\w+\s*\(\s*)*$", re.IGNORECASE)
LIMIT = re.compile(r"\b(?:LIMIT|FETCH\s+FIRST)\s*$", re.IGNORECASE)
OFFSET = re.compile(r"\bOFFSET\s*$", re.IGNORECASE)
COLUMN = re.compile(
    r'(?:"?(\w+)"?\.)?"?(\w+)"?(?:::\w+)?\s*\)?\s*(?:=|<>|!=|<=?|>=?|~\*?|@@|\bIN|\bBETWEEN|= ANY)\s*'
    r"(?:\w*\s*\(\s*)*$",
    re.IGNORECASE,
)
TRUTH = re.compile(r"\b(?:WHERE|AND|OR|NOT|ON)\s*\(*\s*$", re.IGNORECASE)
SELECTED = re.compile(r"(?:\bSELECT|\bTHEN|\bELSE)\s*$", re.IGNORECASE)

type Typical = Callable[[str, str], Any]
"""A typical value of a column, by the table's name or alias and the column's; None if none is known."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of a request."""

    limit: int
    offset: int = 0
    asked: str | None = None
    """The value of the filter or the search."""
    name: str = ""
    """Of the column that the filter is about."""
    inside: bool = False
    """The service finds the value in the middle of a text, so its pattern begins with a wildcard."""
    seen: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """Values of the answers, by member."""


def with_values(text: str, given: Given, *, typical: Typical) -> str | None:
    """None if a placeholder's value cannot be known."""
    bare = COMMENTS.sub(" ", text)
    values: dict[str, str] = {}
    parts, end = [], 0
    for found in PLACEHOLDER.finditer(bare):
        if (number := found[1]) is None:
            continue
        if number not in values:
            value = _value(bare[: found.start()], given, typical=typical)
            if value is None:
                return None
            values[number] = sql.Literal(str(value)).as_string()
        parts += [bare[end : found.start()], values[number]]
        end = found.end()
    return "".join([*parts, bare[end:]])


def _value(before: str, given: Given, *, typical: Typical) -> Any:
    """`before`: the statement up to the placeholder."""
    for pattern, value in ((LIMIT, given.limit), (OFFSET, given.offset), (TRUTH, "true"), (SELECTED, 1)):
        if pattern.search(before):
            return value
    if LIKE.search(before):
        wildcard = "%" if given.inside else ""
        return None if given.asked is None else f"{wildcard}{given.asked}%"
    if column := COLUMN.search(before):
        return _of_column(column[1] or "", column[2], given=given, typical=typical)
    return given.asked


def _of_column(table: str, name: str, *, given: Given, typical: Typical) -> Any:
    if given.asked is not None and name == given.name:
        return given.asked
    seen = given.seen.get(name)
    known = seen[0] if seen else typical(table, name)
    return given.asked if known is None else known
