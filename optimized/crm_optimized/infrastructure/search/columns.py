"""What can be filtered and sorted by: typed columns, and one condition for each filter."""

from dataclasses import dataclass
from enum import StrEnum

from crm_optimized.application.search_customers import SortKey


class Table(StrEnum):
    """The value is the table's alias in every statement."""

    CUSTOMER = "customer"
    ADDRESS = "address"
    RELATIONSHIP = "relationship"

    @property
    def source(self) -> str:
        return f"customers_{self} AS {self}"

    @property
    def id(self) -> str:
        return "customer.id" if self is Table.CUSTOMER else f"{self}.customer_id"

    @property
    def join_type(self) -> str:
        """A customer may have no address."""
        return "LEFT JOIN" if self is Table.ADDRESS else "JOIN"


@dataclass(frozen=True, slots=True)
class Column:
    table: Table
    name: str
    type: str = "text"
    nullable: bool = False
    unique: bool = False

    @property
    def sql(self) -> str:
        return f"{self.table}.{self.name}"

    def order_by(self, *, descending: bool) -> str:
        """The tiebreaker is the id in the same table, so that one index has both."""
        direction = "DESC" if descending else "ASC"
        return f"{self.sql} {direction}" + ("" if self.unique else f", {self.table.id} {direction}")


@dataclass(frozen=True, slots=True)
class Condition:
    """On one column. The parameter of a filter has the filter's name."""

    column: Column
    sql: str


SORT_COLUMNS = {
    SortKey.CREATED: Column(Table.CUSTOMER, "created", "timestamptz"),
    SortKey.LAST_UPDATED: Column(Table.CUSTOMER, "last_updated", "timestamptz"),
    SortKey.BIRTHDAY: Column(Table.CUSTOMER, "birthday", "date", nullable=True),
    SortKey.FIRST_NAME: Column(Table.CUSTOMER, "first_name"),
    SortKey.LAST_NAME: Column(Table.CUSTOMER, "last_name"),
    SortKey.CUSTOMER_ID: Column(Table.CUSTOMER, "customer_id", unique=True),
    SortKey.POINTS: Column(Table.RELATIONSHIP, "points", "int"),
    SortKey.LAST_ACTIVITY: Column(Table.RELATIONSHIP, "last_activity", "timestamptz", nullable=True),
}


def _contains(table: Table, *names: str) -> dict[str, Condition]:
    return {name: Condition(Column(table, name), f"upper({table}.{name}) LIKE upper(%({name})s)") for name in names}


def _range(key: SortKey, *, low: str, high: str) -> dict[str, Condition]:
    column = SORT_COLUMNS[key]
    return {
        low: Condition(column, f"{column.sql} >= %({low})s::{column.type}"),
        high: Condition(column, f"{column.sql} <= %({high})s::{column.type}"),
    }


# Almost every customer has a value of their own in each, so each has an index of trigrams.
CODES = ("customer_id", "phone_number")
CONTAINS = {
    **_contains(Table.CUSTOMER, "first_name", "last_name", *CODES),
    **_contains(Table.ADDRESS, "street", "street_number", "city_code", "city", "country"),
}
RANGES = {
    **_range(SortKey.BIRTHDAY, low="birthday_after", high="birthday_before"),
    **_range(SortKey.CREATED, low="created_after", high="created_before"),
    **_range(SortKey.LAST_UPDATED, low="last_updated_after", high="last_updated_before"),
    **_range(SortKey.POINTS, low="points_min", high="points_max"),
    **_range(SortKey.LAST_ACTIVITY, low="last_activity_after", high="last_activity_before"),
}
SEARCH_VECTOR = Column(Table.CUSTOMER, "search_vector", "tsvector")
HAS_ADDRESS = Column(Table.ADDRESS, "customer_id", "bigint")
GENDER = Column(Table.CUSTOMER, "gender")
FILTERS = {
    **CONTAINS,
    **RANGES,
    "gender": Condition(GENDER, "customer.gender = %(gender)s"),
    "has_address": Condition(HAS_ADDRESS, "(address.customer_id IS NOT NULL) = %(has_address)s"),
    "search": Condition(SEARCH_VECTOR, "customer.search_vector @@ %(search)s::tsquery"),
}
# Not a filter, but what the index of the search vector looks up for several of them.
LEXEMES = Condition(SEARCH_VECTOR, "customer.search_vector @@ %(lexemes)s::tsquery")
