"""What the OpenAPI document offers, as questions with values out of the answers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.diagnose.asking import Question
from bench.diagnose.paging import CURSORS, OFFSETS, PAGES, SIZES
from bench.diagnose.redaction import HIDDEN
from bench.diagnose.service import with_parameters
from bench.diagnose.specification import Parameter

ORDERINGS = ("ordering", "order_by", "orderBy", "sort", "sort_by", "sortBy", "order", "o")
SEARCHES = ("search", "q", "query", "term", "text", "search_term")
FORMATS = ("format", "fields", "expand", "include", "lang", "language", "version")
LEAST_SUFFIXES = ("_min", "_after", "_from", "_since", "_gte", "_gt", "__gte", "__gt", "_start")
MOST_SUFFIXES = ("_max", "_before", "_to", "_until", "_lte", "_lt", "__lte", "__lt", "_end")
TEXT_SUFFIXES = ("__icontains", "__contains", "_contains", "__istartswith", "__startswith", "__iexact", "__exact",
                 "__in", "_in", "_like")  # fmt: skip

# Letters and digits in a row. A trigram index needs three; they remain when the first and the last one are cut off.
WORD = re.compile(r"[A-Za-z0-9]{5,}")


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter or a search, with a value to ask for."""

    parameter: str
    column: str
    value: str
    inside: str = ""
    """A part of the value that does not begin it: where this is found too, the service looks inside of texts."""

    def question(self, target: str, *, inside: bool) -> Question:
        asked = with_parameters(target, **{self.parameter: self.inside if inside else self.value})
        return Question(f"{self.parameter}={HIDDEN}", asked)


def orderings(target: str, known: Mapping[str, Parameter], *, seen: Mapping[str, Sequence[Any]]) -> Iterator[Question]:
    """One direction for each column: an index is read in both."""
    for parameter in (known[name] for name in ORDERINGS if name in known):
        columns = dict.fromkeys(choice.lstrip("-+") for choice in parameter.choices or seen)
        for column in columns:
            choices = [choice for choice in parameter.choices if choice.lstrip("-+") == column] or [column]
            question = with_parameters(target, **{parameter.name: choices[-1]})
            yield Question(f"{parameter.name}={choices[-1]}", question)


def searches(known: Mapping[str, Parameter], seen: Mapping[str, Sequence[Any]]) -> Iterator[Condition]:
    """For a word of an answer, a rarer one first: one without a date or a link."""
    words = [word for values in seen.values() for value in values if (word := _word(value))]
    for name in SEARCHES:
        if name in known and words:
            yield Condition(name, name, words[0])


def filters(known: Mapping[str, Parameter], seen: Mapping[str, Sequence[Any]]) -> Iterator[Condition]:
    for parameter in known.values():
        if parameter.name in {*ORDERINGS, *SEARCHES, *FORMATS, *SIZES, *PAGES, *OFFSETS, *CURSORS}:
            continue
        column, choose = _column(parameter.name)
        values = seen.get(column, [])
        if parameter.choices:
            of_answers = [str(value) for value in values if str(value) in parameter.choices]
            yield Condition(parameter.name, column, (of_answers or list(parameter.choices))[0])
        elif parameter.kind == "boolean":
            yield Condition(parameter.name, column, "true")
        elif values:
            word = next((word for value in values if (word := _word(value))), "")
            yield Condition(
                parameter.name, column, _text(choose(values)), word[1:-1] if isinstance(values[0], str) else ""
            )


def _column(parameter: str) -> tuple[str, Any]:
    """The member of a row that it is about, and the value that asks for the fewest rows."""
    name = parameter.replace(".", "__")
    for suffixes, choose in ((LEAST_SUFFIXES, _largest), (MOST_SUFFIXES, _smallest), (TEXT_SUFFIXES, _newest)):
        for suffix in sorted(suffixes, key=len, reverse=True):
            if name.endswith(suffix):
                return name.removesuffix(suffix).rpartition("__")[2], choose
    return name.rpartition("__")[2], _newest


def _largest(values: Sequence[Any]) -> Any:
    return max(values, key=lambda value: (isinstance(value, str), value))


def _smallest(values: Sequence[Any]) -> Any:
    return min(values, key=lambda value: (isinstance(value, str), value))


def _newest(values: Sequence[Any]) -> Any:
    return values[0]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _word(value: Any) -> str:
    """The longest word of a text. A date or a link has none."""
    if not isinstance(value, str) or re.match(r"\d{4}-\d\d-\d\d|https?:|/", value):
        return ""
    return max(WORD.findall(value), key=len, default="")
