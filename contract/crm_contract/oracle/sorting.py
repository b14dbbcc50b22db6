"""The order of a list: by one column, then by id in the same direction. NULL sorts as the largest value."""

from datetime import date, datetime

from crm_contract.oracle.customers import Customer

type Boundary = tuple[bool, str | int | date | datetime | None, int]


def boundary(customer: Customer, column: str) -> Boundary:
    """Return the values by which two customers are compared. Text compares by code point, as str does."""
    value = getattr(customer, column)
    return value is None, value, customer.id
