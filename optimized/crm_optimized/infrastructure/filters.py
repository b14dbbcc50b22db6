"""What can be filtered and sorted by, as conditions on the tables c (customers), a (addresses), r (relationships)."""

import re
from dataclasses import dataclass

from crm_optimized.application.search_customers import SortKey
from crm_optimized.infrastructure.keyset import SortColumn

TABLES = {"c": "customers_customer", "a": "customers_address", "r": "customers_relationship"}

SORT_COLUMNS = {
    SortKey.CREATED: SortColumn("c", "c.created", "timestamptz", "c.id"),
    SortKey.LAST_UPDATED: SortColumn("c", "c.last_updated", "timestamptz", "c.id"),
    SortKey.BIRTHDAY: SortColumn("c", "c.birthday", "date", "c.id", nullable=True),
    SortKey.FIRST_NAME: SortColumn("c", "c.first_name", "text", "c.id"),
    SortKey.LAST_NAME: SortColumn("c", "c.last_name", "text", "c.id"),
    SortKey.CUSTOMER_ID: SortColumn("c", "c.customer_id", "text", None),
    SortKey.POINTS: SortColumn("r", "r.points", "int", "r.customer_id"),
    SortKey.LAST_ACTIVITY: SortColumn("r", "r.last_activity", "timestamptz", "r.customer_id", nullable=True),
}


REPEATED_SORT_COLUMNS = {
    ("r", SortKey.CREATED): SortColumn("r", "r.customer_created", "timestamptz", "r.customer_id"),
}
"""Sort keys that a table repeats beside columns of its own."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition; its parameter has the filter's name."""

    column: str
    condition: str

    @property
    def table(self) -> str:
        return self.column[0]


def _contains(column: str) -> Filter:
    name = column[2:]
    return Filter(column, f"upper({column}) LIKE upper(%({name})s)")


def _range(column: str, type_: str, low: str, high: str) -> dict[str, Filter]:
    return {
        low: Filter(column, f"{column} >= %({low})s::{type_}"),
        high: Filter(column, f"{column} <= %({high})s::{type_}"),
    }


CONTAINS = (
    "c.first_name", "c.last_name", "c.customer_id", "c.phone_number",
    "a.street", "a.street_number", "a.city_code", "a.city", "a.country",
)  # fmt: skip
PATTERNS = frozenset(column[2:] for column in CONTAINS)
FILTERS = {
    **{column[2:]: _contains(column) for column in CONTAINS},
    "gender": Filter("c.gender", "c.gender = %(gender)s"),
    "has_address": Filter("a.customer_id", "(a.customer_id IS NOT NULL) = %(has_address)s"),
    "search": Filter("c.search_vector", "c.search_vector @@ %(search)s::tsquery"),
    **_range("c.birthday", "date", "birthday_after", "birthday_before"),
    **_range("c.created", "timestamptz", "created_after", "created_before"),
    **_range("c.last_updated", "timestamptz", "last_updated_after", "last_updated_before"),
    **_range("r.points", "int", "points_min", "points_max"),
    **_range("r.last_activity", "timestamptz", "last_activity_after", "last_activity_before"),
}
BY_VALUES = {
    column[2:]: Filter(column, f"{column} = ANY(%({column[2:]}_values)s)")
    for column in ("c.first_name", "c.last_name", "a.country", "a.city")
}
"""Contains filters as an index can serve them: by all values of the column that have the text in them."""


def indexable(name: str) -> Filter:
    """The filter in the words of an index."""
    return BY_VALUES.get(name) or FILTERS[name]


TRIGRAM = re.compile(r"[^\W_]{3}|[\W_][^\W_]|[^\W_]{2}[\W_]")


def has_trigrams(pattern: str) -> bool:
    """Whether an index of trigrams can look the LIKE pattern up: it begins a word with two blanks, ends it with one,
    and cuts at `%` and at every other sign."""
    return bool(TRIGRAM.search(pattern.strip("%")))


def like_pattern(text: str) -> str:
    """A LIKE pattern that matches `text` anywhere, literally."""
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"
