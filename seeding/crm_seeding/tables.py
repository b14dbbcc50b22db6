"""Names of the tables and columns that a load fills, as values that can be sent to a worker process."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    # In the order of a chunk's fields. Other columns get their defaults, or their values from triggers.
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    customers: Table
    addresses: Table
    relationships: Table
    # The column of addresses and relationships that names their customer.
    customer_column: str
    # Fields that only some services have; they come before the fields that every service has.
    address_extras: tuple[str, ...]
    relationship_extras: tuple[str, ...]
    # Statements that make the next id the one after the greatest.
    reset_sequences: tuple[str, ...]

    def names(self) -> list[str]:
        return [self.customers.name, self.addresses.name, self.relationships.name]

    def of_customers(self) -> list[str]:
        """Return the tables that refer to a customer."""
        return [self.addresses.name, self.relationships.name]
