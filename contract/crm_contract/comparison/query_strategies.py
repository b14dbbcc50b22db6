"""Hypothesis strategies for queries: values from the data, often changed a little, sometimes wrong."""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from urllib.parse import urlencode

from hypothesis import assume
from hypothesis import strategies as st

from crm_contract.comparison.differences import Example
from crm_contract.oracle.customers import GENDERS, Customer
from crm_contract.oracle.letters import is_mark
from crm_contract.oracle.matching import SEARCHED, text
from crm_contract.oracle.parameters import CONTAINS, LOWER_BOUNDS, ORDERINGS, PARAMETERS, UPPER_BOUNDS
from crm_contract.oracle.values import MAX_POINTS
from crm_contract.oracle.words import words
from crm_contract.sample_data.malformed_values import WRONG_PARAMETERS

# gunicorn refuses a request line over 4 094 bytes before the service sees it. The paging parameter must fit, too.
MAX_QUERY_BYTES = 3_300
MOMENTS = ("created", "last_updated", "last_activity")
ODD_CHARACTERS = "%_\\'\"*&|!() -.\t\u0301\u093f\u0e31\u200c\u200d\ufe0fहé🎉ıİßςΣ0٣Ⅷⓐ"
PAGE_SIZES = ["1", "2", "3", "7", "19", "20", "21", "50", "99", "100", "007", ""]

Strategy = st.SearchStrategy[str]


@st.composite
def examples(draw: st.DrawFn, rows: Sequence[Customer], *, most_moves: int = 5) -> Example:
    """Draw a list and a way through its pages. One row provides most values, so that most queries find that row."""
    row = draw(st.sampled_from(rows))
    names = draw(st.lists(_FILTER_NAMES, max_size=3, unique=True))
    pairs = [(name, draw(value(name, row if draw(_MOSTLY) else draw(st.sampled_from(rows))))) for name in names]
    pairs += [("ordering", draw(_ORDERINGS))] if draw(_MOSTLY) else []
    pairs += [("page_size", draw(st.sampled_from(PAGE_SIZES)))] if draw(_MOSTLY) else []
    if draw(st.integers(0, 7)) == 0:
        pairs += [draw(_wrong()) for _ in range(draw(st.integers(1, 2)))]
    pairs = draw(st.permutations(pairs))
    assume(len(urlencode(pairs)) <= MAX_QUERY_BYTES)
    moves = draw(st.lists(st.sampled_from(["next", "next", "previous"]), max_size=most_moves))
    return Example(tuple(pairs), tuple(moves))


def value(name: str, row: Customer) -> Strategy:
    """Draw a value of this parameter that is related to this row."""
    if name in CONTAINS:
        return _part(text(row, name) or row.first_name).flatmap(_changed)
    if name in LOWER_BOUNDS or name in UPPER_BOUNDS:
        return _bound((LOWER_BOUNDS | UPPER_BOUNDS)[name], row=row)
    return {
        "search": _search(row),
        "gender": st.sampled_from([row.gender, *GENDERS]),
        "has_address": st.sampled_from(["true", "false"]),
        "ordering": _ORDERINGS,
        "page_size": st.sampled_from(PAGE_SIZES),
    }[name]


@st.composite
def _part(draw: st.DrawFn, whole: str) -> str:
    start = draw(st.integers(0, len(whole) - 1))
    return whole[start : draw(st.integers(start + 1, len(whole)))]


@st.composite
def _search(draw: st.DrawFn, row: Customer) -> str:
    """Draw beginnings of words, sometimes their middles, with any separator between them."""
    known = sorted(words(text(row, name) for name in SEARCHED)) or ["x"]
    known += [word for word in known if any(map(is_mark, word))] * 5
    terms = []
    for _ in range(draw(st.integers(1, 4))):
        word = draw(st.sampled_from(known))
        start = 0 if draw(_MOSTLY) else draw(st.integers(0, len(word) - 1))
        terms.append(word[start : draw(st.integers(start + 1, len(word)))])
    joined = draw(st.sampled_from([" ", "-", "  ", "%", "'", "_", "\u0301 ", "&", ":* "])).join(terms)
    whole = [text(row, name) or "" for name in SEARCHED]
    return draw(_changed(draw(st.sampled_from([joined, joined, joined, *whole]))))


@st.composite
def _changed(draw: st.DrawFn, part: str) -> str:
    """Draw the text itself half of the time, and a changed one otherwise."""
    at = draw(st.integers(0, max(0, len(part) - 1)))
    character = draw(st.sampled_from(ODD_CHARACTERS))
    changes = [
        part.upper(),
        part.lower(),
        part.swapcase(),
        part.title(),
        unicodedata.normalize("NFD", part),
        part[:at] + part[at + 1 :],
        part[:at] + character + part[at:],
        part[:at] + character + part[at + 1 :],
    ]
    return draw(st.sampled_from([*[part] * len(changes), *changes]))


@st.composite
def _bound(draw: st.DrawFn, column: str, *, row: Customer) -> str:
    if column == "points":
        number = min(MAX_POINTS, max(0, row.points + draw(st.integers(-1, 1))))
        return draw(st.sampled_from([str(number), f"{number:010}"]))
    if column == "birthday":
        return _near(row.birthday or date(1980, 1, 1), timedelta(days=draw(st.integers(-1, 1)))).isoformat()
    moment: datetime = getattr(row, column) or row.created
    moment = _near(moment, timedelta(microseconds=draw(st.integers(-1, 1))))
    offset = draw(st.sampled_from([0, 0, 0, 60, -300, 330, -1439, 1439]))
    return _written(moment, offset, short=draw(st.booleans()))


def _written(moment: datetime, offset_minutes: int, *, short: bool) -> str:
    try:
        local = moment.astimezone(timezone(timedelta(minutes=offset_minutes)))
    except OverflowError:
        local = moment
    fraction = f".{local.microsecond:06}"
    if short:
        fraction = fraction.rstrip("0").rstrip(".")
    offset = local.strftime("%:z")
    return (
        local.replace(tzinfo=None, microsecond=0).isoformat()
        + fraction
        + ("Z" if short and offset == "+00:00" else offset)
    )


def _near[Day: (date, datetime)](day: Day, step: timedelta) -> Day:
    try:
        return day + step
    except OverflowError:
        return day


@st.composite
def _wrong(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a wrong value, an unknown parameter, or a parameter that may then be there twice."""
    name = draw(st.sampled_from([*WRONG_PARAMETERS, "unknown", "offset", "format", *PARAMETERS]))
    return name, draw(st.sampled_from(WRONG_PARAMETERS.get(name, ["1"])))


_MOSTLY = st.sampled_from([True, True, True, False])
_ORDERINGS = st.sampled_from([direction + column for column in ORDERINGS for direction in ("", "-")])
# `search` and the texts come more often than each of the many ranges.
_FILTER_NAMES = st.sampled_from(
    ["search"] * 8 + [*CONTAINS] * 2 + [name for name in PARAMETERS if name not in ("ordering", "page_size", "search")]
)
