"""The tables. Only the write side uses the ORM; reads use the same tables through SQL of their own."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Upper


def trigrams(column: str) -> GinIndex:
    """Serves the contains filter of one column, UPPER(column) LIKE UPPER('%…%'), with three letters or more."""
    return GinIndex(OpClass(Upper(column), name="gin_trgm_ops"), name=f"{column}_trigrams", fastupdate=False)


class Customer(models.Model):
    customer_id = models.CharField(max_length=32)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    gender = models.CharField(max_length=9, default="undefined")  # domain.customer.Gender
    phone_number = models.CharField(max_length=32, null=True)
    birthday = models.DateField(null=True)
    created = models.DateTimeField(auto_now_add=True)
    last_updated = models.DateTimeField(auto_now=True)
    # All words of the customer and of the address. Triggers of the migrations keep it.
    search_vector = SearchVectorField(null=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            # Refuses a customer_id that is taken. Serves ordering=customer_id: a unique key needs no tiebreaker.
            models.UniqueConstraint(fields=["customer_id"], name="customer_id_unique"),
        ]
        indexes: ClassVar = [
            # Each serves the ordering of its name in both directions, and the ranges of its name: created_before, ….
            # The first two include each other's column: the newest of 130 000 customers that were updated before 2018
            # are found in the index alone.
            models.Index(fields=["created", "id"], include=["last_updated"], name="customers_created"),
            models.Index(fields=["last_updated", "id"], include=["created"], name="customers_last_updated"),
            models.Index(fields=["birthday", "id"], name="customers_birthday"),
            models.Index(fields=["first_name", "id"], name="customers_first_name"),
            models.Index(fields=["last_name", "id"], name="customers_last_name"),
            # Serves search, gender, and rare contains filters on names and addresses, alone or together.
            # Without fastupdate: with a pending list a rare word costs 5 ms instead of 0.03 ms.
            GinIndex(fields=["search_vector"], name="customers_search", fastupdate=False),
            # Serve customer_id=… and phone_number=…, which have no dictionary of values.
            *map(trigrams, ("customer_id", "phone_number")),
        ]


class Address(models.Model):
    customer = models.OneToOneField(Customer, models.DB_CASCADE, related_name="address", primary_key=True)
    street = models.CharField(max_length=100, null=True)
    street_number = models.CharField(max_length=20, null=True)
    city_code = models.CharField(max_length=20)
    city = models.CharField(max_length=100)
    country = models.CharField(max_length=100)

    class Meta:
        indexes: ClassVar = [
            # For the search's extra `whole_addresses`, which serves several common filters on the address: the whole
            # address is in the index, so that only customers with a matching address are read.
            models.Index(
                fields=["country", "city", "street"],
                include=["customer", "street_number", "city_code"],
                name="address_places",
            ),
        ]


class Relationship(models.Model):
    customer = models.OneToOneField(Customer, models.DB_CASCADE, related_name="relationship", primary_key=True)
    points = models.PositiveIntegerField(default=0)
    last_activity = models.DateTimeField(null=True)
    # For the search's extra `repeated_created`: a copy of the customer's `created`. Triggers of its migration keep it.
    customer_created = models.DateTimeField(editable=False)

    class Meta:
        indexes: ClassVar = [
            # Each serves the ordering and the ranges of its name: points_min, last_activity_before, ….
            # The tiebreaker is the customer_id of this table. With sort column and tiebreaker in two tables, a page
            # took 7.5 s.
            models.Index(fields=["points", "customer"], name="relationship_points"),
            # Customers who were active long ago are far away in the default ordering, by created. The newest of 159 000
            # from before 2018 are found in the index alone.
            models.Index(
                fields=["last_activity", "customer"], include=["customer_created"], name="relationship_last_activity"
            ),
        ]
