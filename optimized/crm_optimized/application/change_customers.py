"""The write side: four use cases, each one transaction over a repository."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, Protocol

from crm_optimized.application.errors import InvalidCustomer
from crm_optimized.domain.customer import Address, Customer, StoredCustomer

type Transaction = Callable[[], AbstractContextManager[object]]


class CustomerRepository(Protocol):
    def add(self, customer: Customer) -> StoredCustomer:
        """Raises CustomerIdTaken."""
        ...

    def get(self, id: int) -> Customer:
        """Locks the customer until the transaction ends. Raises CustomerNotFound."""
        ...

    def save(self, id: int, customer: Customer) -> StoredCustomer:
        """Raises CustomerNotFound, CustomerIdTaken."""
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
            self.customers.get(id)
            return self.customers.save(id, customer)


@dataclass(frozen=True, slots=True)
class PatchCustomer:
    """Changes what is named and nothing else. `changes` has the customer's own structure, with members left out."""

    customers: CustomerRepository
    transaction: Transaction

    def __call__(self, id: int, changes: Mapping[str, Any]) -> StoredCustomer:
        with self.transaction():
            return self.customers.save(id, merge(self.customers.get(id), changes))


@dataclass(frozen=True, slots=True)
class DeleteCustomer:
    customers: CustomerRepository
    transaction: Transaction

    def __call__(self, id: int) -> None:
        with self.transaction():
            self.customers.remove(id)


def merge(customer: Customer, changes: Mapping[str, Any]) -> Customer:
    """Raises InvalidCustomer when an address is begun without all that an address needs."""
    merged = dict(changes)
    if changes.get("relationship") is not None:
        merged["relationship"] = replace(customer.relationship, **changes["relationship"])
    if changes.get("address") is not None:
        merged["address"] = _merge_address(customer.address, changes["address"])
    return replace(customer, **merged)


def _merge_address(address: Address | None, changes: Mapping[str, Any]) -> Address:
    if address is not None:
        return replace(address, **changes)
    missing = {"city_code", "city", "country"} - changes.keys()
    if missing:
        raise InvalidCustomer({f"address.{name}": "is required: the customer has no address yet" for name in missing})
    return Address(**changes)
