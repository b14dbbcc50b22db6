"""Parses the query of GET /api/v1/customers, and names the parameters that are wrong."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from crm_contract.oracle.customers import GENDERS
from crm_contract.oracle.values import MAX_POINTS, Invalid, parse_choice, parse_date, parse_moment, parse_number
from crm_contract.oracle.words import terms

type Pairs = Sequence[tuple[str, str]]
type Bound = date | datetime | int

CONTAINS = (
    "first_name",
    "last_name",
    "customer_id",
    "phone_number",
    "street",
    "street_number",
    "city_code",
    "city",
    "country",
)
ORDERINGS = (
    "created",
    "last_updated",
    "birthday",
    "first_name",
    "last_name",
    "customer_id",
    "points",
    "last_activity",
)
MAX_TEXT = 100
MAX_TERMS = 5
MAX_TERM = 50
PAGINGS = ("page", "cursor")

# The column that each parameter of a range limits.
LOWER_BOUNDS = {
    "birthday_after": "birthday",
    "created_after": "created",
    "last_updated_after": "last_updated",
    "last_activity_after": "last_activity",
    "points_min": "points",
}
UPPER_BOUNDS = {
    "birthday_before": "birthday",
    "created_before": "created",
    "last_updated_before": "last_updated",
    "last_activity_before": "last_activity",
    "points_max": "points",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """All parameters except the paging parameter, which differs between the services."""

    contains: Mapping[str, str]
    gender: str | None
    has_address: bool | None
    at_least: Mapping[str, Bound]
    at_most: Mapping[str, Bound]
    terms: tuple[str, ...]
    column: str
    descending: bool
    page_size: int


def parse_query(pairs: Pairs, *, paging: str = "page") -> Query | dict[str, str]:
    """Return the query, or the errors by parameter."""
    errors: dict[str, str] = {}
    given: dict[str, Any] = {}
    known = _PARSERS.keys() | {paging}
    for name, times in Counter(name for name, _ in pairs).items():
        if name not in known:
            errors[name] = "Unknown parameter."
        elif times > 1:
            errors[name] = "Given more than once."
    for name, value in pairs:
        if name in errors or value == "":
            continue
        try:
            given[name] = _parse(name, value)
        except Invalid as error:
            errors[name] = str(error)
    return errors or _query(given)


def _query(given: Mapping[str, Any]) -> Query:
    column, descending = given.get("ordering", ("created", True))
    return Query(
        contains={name: given[name] for name in CONTAINS if name in given},
        gender=given.get("gender"),
        has_address=given.get("has_address"),
        at_least={column: given[name] for name, column in LOWER_BOUNDS.items() if name in given},
        at_most={column: given[name] for name, column in UPPER_BOUNDS.items() if name in given},
        terms=given.get("search", ()),
        column=column,
        descending=descending,
        page_size=given.get("page_size", 20),
    )


def _parse(name: str, value: str) -> Any:
    if "\0" in value:
        raise Invalid("Must not contain NUL.")
    # The service itself reads the paging parameter.
    return _PARSERS[name](value) if name in _PARSERS else value


def _text(value: str) -> str:
    if len(value) > MAX_TEXT:
        raise Invalid(f"At most {MAX_TEXT} characters.")
    return value


def _search(value: str) -> tuple[str, ...]:
    found = terms(_text(value))
    if len(found) > MAX_TERMS or any(len(term) > MAX_TERM for term in found):
        raise Invalid(f"At most {MAX_TERMS} words of {MAX_TERM} characters.")
    return found


def _flag(value: str) -> bool:
    return parse_choice(value, ("true", "false")) == "true"


def _ordering(value: str) -> tuple[str, bool]:
    descending = value.startswith("-")
    return parse_choice(value[descending:], ORDERINGS), descending


_points = partial(parse_number, digits=10, least=0, most=MAX_POINTS)

_PARSERS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(CONTAINS, _text),
    "gender": partial(parse_choice, choices=GENDERS),
    "has_address": _flag,
    **{f"birthday_{end}": parse_date for end in ("after", "before")},
    **{
        f"{column}_{end}": parse_moment
        for column in ("created", "last_updated", "last_activity")
        for end in ("after", "before")
    },
    "points_min": _points,
    "points_max": _points,
    "search": _search,
    "ordering": _ordering,
    "page_size": partial(parse_number, digits=3, least=1, most=100),
}

PARAMETERS = tuple(_PARSERS)
