"""The write side: four use cases. Each is one transaction over a repository."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from crm_optimized.domain.customer import Customer, StoredCustomer

type Transaction = Callable[[], AbstractContextManager[object]]


class CustomerRepository(Protocol):
    def add(self, customer: Customer) -> StoredCustomer:
        """Raises CustomerIdTaken."""
        ...

    def get(self, id: int) -> StoredCustomer:
        """Locks the customer until the transaction ends. Raises CustomerNotFound."""
        ...

    def save(self, stored: StoredCustomer, customer: Customer) -> StoredCustomer:
        """`stored` is the result of `get` in this transaction. Raises CustomerIdTaken."""
        ...

    def remove(self, id: int) -> None:
        """Raises CustomerNotFound."""
        ...


@dataclass(frozen=True, slots=True)
class CreateCustomer:
    customers: CustomerRepository
    transaction: Transaction

    def __call__(self, customer: Customer) -> StoredCustomer:
        with self.transaction():
            return self.customers.add(customer)


@dataclass(frozen=True, slots=True)
class ReplaceCustomer:
    customers: CustomerRepository
    transaction: Transaction

    def __call__(self, id: int, customer: Customer) -> StoredCustomer:
        with self.transaction():
            return self.customers.save(self.customers.get(id), customer)


@dataclass(frozen=True, slots=True)
class PatchCustomer:
    """Replaces a customer by the result of `change`. No other writer can change the customer meanwhile."""

    customers: CustomerRepository
    transaction: Transaction

    def __call__(self, id: int, change: Callable[[StoredCustomer], Customer]) -> StoredCustomer:
        with self.transaction():
            stored = self.customers.get(id)
            return self.customers.save(stored, change(stored))


@dataclass(frozen=True, slots=True)
class DeleteCustomer:
    customers: CustomerRepository
    transaction: Transaction

    def __call__(self, id: int) -> None:
        with self.transaction():
            self.customers.remove(id)
