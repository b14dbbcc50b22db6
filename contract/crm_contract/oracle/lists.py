"""Holds rows, and selects the list that answers a query."""

from collections.abc import Iterable

from crm_contract.oracle.customers import Customer
from crm_contract.oracle.matching import Indexed, belongs, index
from crm_contract.oracle.parameters import Query
from crm_contract.oracle.sorting import boundary


class Oracle:
    """Holds customers by id, and answers every query of the contract in the simplest way, without regard to speed."""

    def __init__(self, customers: Iterable[Customer] = ()) -> None:
        self._rows: dict[int, Indexed] = {}
        for customer in customers:
            self.put(customer)

    def put(self, customer: Customer) -> None:
        self._rows[customer.id] = index(customer)

    def remove(self, identity: int) -> None:
        del self._rows[identity]

    def get(self, identity: int) -> Customer | None:
        row = self._rows.get(identity)
        return row.customer if row else None

    def customers(self) -> list[Customer]:
        return [row.customer for row in self._rows.values()]

    def select(self, query: Query) -> list[Customer]:
        """Return all matching customers in the order of the query."""
        found = [row.customer for row in self._rows.values() if belongs(row, query)]
        return sorted(found, key=lambda customer: boundary(customer, query.column), reverse=query.descending)
