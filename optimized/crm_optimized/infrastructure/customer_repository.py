"""The port CustomerRepository on the ORM. Only this module maps models to the domain.

Two writers of one customer take turns: a writer locks the row first, in a statement that reads nothing else. After the
wait for a lock, a statement sees the locked row as it is now, but joined rows as they were before the wait. With lock
and join in one statement, 59 of 60 pairs of partial updates lost one.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils import timezone
from psycopg.errors import UniqueViolation

from crm_optimized.application.errors import CustomerIdTaken, CustomerNotFound
from crm_optimized.domain.customer import Address, Customer, Gender, Relationship, StoredCustomer
from crm_optimized.infrastructure import models

CUSTOMER_FIELDS = ("customer_id", "first_name", "last_name", "gender", "phone_number", "birthday")
ADDRESS_FIELDS = ("street", "street_number", "city_code", "city", "country")
MICROSECOND = timedelta(microseconds=1)


class OrmCustomerRepository:
    def add(self, customer: Customer) -> StoredCustomer:
        row = models.Customer(**{name: getattr(customer, name) for name in CUSTOMER_FIELDS})
        try:
            row.save()
        except IntegrityError as error:
            if _is_taken(error):
                raise CustomerIdTaken from error
            raise
        relationship = customer.relationship
        models.Relationship.objects.create(
            customer=row, points=relationship.points, last_activity=relationship.last_activity
        )
        if customer.address:
            models.Address.objects.create(customer=row, **_columns(customer.address))
        return StoredCustomer(id=row.id, created=row.created, last_updated=row.last_updated, customer=customer)

    def get(self, id: int) -> StoredCustomer:
        if not _rows(id).select_for_update().values_list("id"):
            raise CustomerNotFound
        return stored_customer(_rows(id).select_related("relationship", "address").defer("search_vector").get())

    def save(self, stored: StoredCustomer, customer: Customer) -> StoredCustomer:
        """Writes only the parts that differ, because each written part updates the indexes of a customer once more."""
        # Later than every earlier version, even if the clocks of two machines differ.
        last_updated = max(timezone.now(), stored.last_updated + MICROSECOND)
        _update(stored, customer, last_updated=last_updated)
        relationship = customer.relationship
        if relationship != stored.customer.relationship:
            models.Relationship.objects.filter(customer=stored.id).update(
                points=relationship.points, last_activity=relationship.last_activity
            )
        _save_address(stored, customer.address)
        return StoredCustomer(id=stored.id, created=stored.created, last_updated=last_updated, customer=customer)

    def remove(self, id: int) -> None:
        deleted, _ = _rows(id).delete()
        if not deleted:
            raise CustomerNotFound


def stored_customer(row: models.Customer) -> StoredCustomer:
    """`row` was read with its relationship and its address."""
    address = getattr(row, "address", None)
    customer = Customer(
        **{name: getattr(row, name) for name in CUSTOMER_FIELDS if name != "gender"},
        gender=Gender(row.gender),
        address=Address(**{name: getattr(address, name) for name in ADDRESS_FIELDS}) if address else None,
        relationship=Relationship(points=row.relationship.points, last_activity=row.relationship.last_activity),
    )
    return StoredCustomer(id=row.id, created=row.created, last_updated=row.last_updated, customer=customer)


def _rows(id: int) -> QuerySet[models.Customer]:
    """One row or none."""
    return models.Customer.objects.filter(id=id)


def _update(stored: StoredCustomer, customer: Customer, **moments: datetime) -> None:
    values = {name: getattr(customer, name) for name in CUSTOMER_FIELDS}
    changes = {name: value for name, value in values.items() if value != getattr(stored.customer, name)}
    # Without this check, two customers that take each other's customer_id at once would wait for each other until
    # PostgreSQL ends one of them after 1 s. Each writer has locked its own row here, so both rows still have their old
    # customer_id, and both writers stop.
    if "customer_id" in changes and models.Customer.objects.filter(customer_id=customer.customer_id).exists():
        raise CustomerIdTaken
    try:
        _rows(stored.id).update(**changes, **moments)
    except IntegrityError as error:
        if _is_taken(error):
            raise CustomerIdTaken from error
        raise


def _save_address(stored: StoredCustomer, address: Address | None) -> None:
    before = stored.customer.address
    if address == before:
        return
    if address is None:
        models.Address.objects.filter(customer=stored.id).delete()
    elif before is None:
        models.Address.objects.create(customer_id=stored.id, **_columns(address))
    else:
        models.Address.objects.filter(customer=stored.id).update(**_columns(address))


def _is_taken(error: IntegrityError) -> bool:
    """Another writer may have taken the customer_id a moment ago. Any other IntegrityError is a bug."""
    cause = error.__cause__
    return isinstance(cause, UniqueViolation) and cause.diag.constraint_name == "customer_id_unique"


def _columns(address: Address) -> dict[str, str | None]:
    return {name: getattr(address, name) for name in ADDRESS_FIELDS}
