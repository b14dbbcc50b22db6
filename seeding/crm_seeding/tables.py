"""Names of the tables and columns that a load fills, as values that a worker process can be given."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: tuple[str, ...]
    """In the order of `rows`; columns that are not listed are left to their defaults and to triggers."""


@dataclass(frozen=True, slots=True)
class Tables:
    customers: Table
    addresses: Table
    relationships: Table
    customer_column: str
    """Of addresses and relationships: whose they are."""
    address_extras: tuple[str, ...]
    """Fields that stand before those that every service has."""
    relationship_extras: tuple[str, ...]
    reset_sequences: tuple[str, ...]
    """Statements after which the next id is the one after the greatest."""

    def names(self) -> list[str]:
        return [self.customers.name, self.addresses.name, self.relationships.name]

    def of_customers(self) -> list[str]:
        """The tables whose rows belong to a customer."""
        return [self.addresses.name, self.relationships.name]
