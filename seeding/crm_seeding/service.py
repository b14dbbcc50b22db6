"""Read the service's models and settings: the tables of its customers, and how to connect to them."""
# ruff: noqa: SLF001 - _meta is Django's documented way to ask a model

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model
from psycopg.conninfo import make_conninfo

from crm_seeding.errors import SeedingError
from crm_seeding.rows import ADDRESS_FIELDS, CUSTOMER_FIELDS, RELATIONSHIP_FIELDS
from crm_seeding.tables import Table, Tables

# Parameters of Django's connection that are no part of a connection string: they are Python objects, or say how
# psycopg adapts values.
NOT_IN_CONNINFO = {"context", "cursor_factory", "prepare_threshold"}


def find_tables() -> Tables:
    customer, address, relationship = (_model(name) for name in ("Customer", "Address", "Relationship"))
    address_extras = _present(address, "id")
    relationship_extras = _present(relationship, "id", "customer_created")
    addresses = _table(address, address_extras + ADDRESS_FIELDS)
    return Tables(
        customers=_table(customer, CUSTOMER_FIELDS),
        addresses=addresses,
        relationships=_table(relationship, relationship_extras + RELATIONSHIP_FIELDS),
        customer_column=addresses.columns[len(address_extras)],
        address_extras=address_extras,
        relationship_extras=relationship_extras,
        reset_sequences=tuple(connection.ops.sequence_reset_sql(no_style(), [customer, address, relationship])),
    )


def find_database() -> str:
    """Return DATABASES["default"] as a libpq connection string. Raises SeedingError if it is not PostgreSQL.

    Every worker opens its own connection with it, because processes must not share a connection or a pool of Django's.
    """
    if connection.vendor != "postgresql":
        raise SeedingError(
            f"generate_fake_data loads with PostgreSQL's COPY, but DATABASES names {connection.vendor}: "
            "set DATABASE_URL to a PostgreSQL database."
        )
    parameters = connection.get_connection_params()
    return make_conninfo(**{name: value for name, value in parameters.items() if name not in NOT_IN_CONNINFO})


def _model(name: str) -> type[Model]:
    try:
        return apps.get_model("customers", name)
    except LookupError as error:
        raise SeedingError(
            f"There is no model customers.{name}: put the app with the label customers into INSTALLED_APPS."
        ) from error


def _present(model: type[Model], *names: str) -> tuple[str, ...]:
    """Return those of the names that are fields of the model."""
    fields = {field.name for field in model._meta.concrete_fields}
    return tuple(name for name in names if name in fields)


def _table(model: type[Model], fields: tuple[str, ...]) -> Table:
    columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
    return Table(model._meta.db_table, tuple(columns[field] for field in fields))
