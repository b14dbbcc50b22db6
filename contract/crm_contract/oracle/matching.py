"""Decides whether a customer matches a query."""

from collections.abc import Mapping
from dataclasses import dataclass

from crm_contract.oracle.customers import Customer
from crm_contract.oracle.letters import upper
from crm_contract.oracle.parameters import CONTAINS, Query
from crm_contract.oracle.words import matches, words

SEARCHED = ("first_name", "last_name", "customer_id", "phone_number", "street", "city", "city_code", "country")


@dataclass(frozen=True, slots=True)
class Indexed:
    """A customer with the texts and words that every query compares, computed once."""

    customer: Customer
    folded: Mapping[str, str]
    words: frozenset[str]


def index(customer: Customer) -> Indexed:
    texts = {name: text(customer, name) for name in CONTAINS}
    return Indexed(
        customer,
        {name: upper(value) for name, value in texts.items() if value is not None},
        words(texts[name] for name in SEARCHED),
    )


def text(customer: Customer, name: str) -> str | None:
    """Return the text that the contains parameter of this name searches."""
    owner = customer if hasattr(customer, name) else customer.address
    value: str | None = getattr(owner, name) if owner else None
    return value


def belongs(row: Indexed, query: Query) -> bool:
    customer = row.customer
    return (
        (query.gender is None or customer.gender == query.gender)
        and (query.has_address is None or (customer.address is not None) == query.has_address)
        and all(_known(customer, column) and getattr(customer, column) >= low for column, low in query.at_least.items())
        and all(
            _known(customer, column) and getattr(customer, column) <= high for column, high in query.at_most.items()
        )
        and all(upper(part) in row.folded.get(name, "") for name, part in query.contains.items())
        and matches(query.terms, row.words)
    )


def _known(customer: Customer, column: str) -> bool:
    return getattr(customer, column) is not None
