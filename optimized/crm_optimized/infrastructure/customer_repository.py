"""The port CustomerRepository on the ORM: models are mapped to the domain here and nowhere else."""

from django.db import IntegrityError

from crm_optimized.application.errors import CustomerIdTaken, CustomerNotFound
from crm_optimized.domain.customer import Address, Customer, Gender, Relationship, StoredCustomer
from crm_optimized.infrastructure import models

CUSTOMER_FIELDS = ("customer_id", "first_name", "last_name", "gender", "phone_number", "birthday")
ADDRESS_FIELDS = ("street", "street_number", "city_code", "city", "country")


class OrmCustomerRepository:
    def add(self, customer: Customer) -> StoredCustomer:
        row = models.Customer(**{name: getattr(customer, name) for name in CUSTOMER_FIELDS})
        _insert_or_update(row)
        relationship = customer.relationship
        models.Relationship.objects.create(
            customer=row, points=relationship.points, last_activity=relationship.last_activity
        )
        if customer.address:
            models.Address.objects.create(customer=row, **_columns(customer.address))
        return _stored(row, customer)

    def get(self, id: int) -> StoredCustomer:
        rows = models.Customer.objects.select_for_update(of=("self",)).select_related("relationship", "address")
        row = rows.defer("search_vector").filter(id=id).first()
        if row is None:
            raise CustomerNotFound
        address = getattr(row, "address", None)
        customer = Customer(
            **{name: getattr(row, name) for name in CUSTOMER_FIELDS if name != "gender"},
            gender=Gender(row.gender),
            address=Address(**{name: getattr(address, name) for name in ADDRESS_FIELDS}) if address else None,
            relationship=Relationship(points=row.relationship.points, last_activity=row.relationship.last_activity),
        )
        return _stored(row, customer)

    def save(self, stored: StoredCustomer, customer: Customer) -> StoredCustomer:
        """Writes what differs, because each part that is written costs the customer's indexes once more."""
        before = stored.customer
        values = {name: getattr(customer, name) for name in CUSTOMER_FIELDS}
        changes = {name: value for name, value in values.items() if value != getattr(before, name)}
        row = models.Customer(id=stored.id, created=stored.created, **changes)
        _insert_or_update(row, update_fields=[*changes, "last_updated"])
        if customer.relationship != before.relationship:
            relationship = customer.relationship
            models.Relationship(
                customer=row, points=relationship.points, last_activity=relationship.last_activity
            ).save(update_fields=["points", "last_activity"])
        if customer.address is None and before.address is not None:
            models.Address.objects.filter(customer=row).delete()
        elif customer.address is not None and customer.address != before.address:
            address = models.Address(customer=row, **_columns(customer.address))
            address.save(force_insert=before.address is None, force_update=before.address is not None)
        return _stored(row, customer)

    def remove(self, id: int) -> None:
        row = models.Customer.objects.only("id").filter(id=id).first()
        if row is None:
            raise CustomerNotFound
        row.delete()


def _insert_or_update(row: models.Customer, *, update_fields: list[str] | None = None) -> None:
    try:
        row.save(update_fields=update_fields)
    except IntegrityError as error:
        raise CustomerIdTaken from error  # the table has no other rule that a valid customer can break


def _columns(address: Address) -> dict[str, str | None]:
    return {name: getattr(address, name) for name in ADDRESS_FIELDS}


def _stored(row: models.Customer, customer: Customer) -> StoredCustomer:
    return StoredCustomer(id=row.id, created=row.created, last_updated=row.last_updated, customer=customer)
