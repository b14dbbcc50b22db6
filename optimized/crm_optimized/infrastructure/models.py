"""The tables. Only the write side uses them as ORM models; reads go to the same tables in SQL of their own."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Upper


def trigrams(column: str) -> GinIndex:
    """Serves the contains filter of one column, UPPER(column) LIKE UPPER('%…%'), from three letters on."""
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
    # Every word of the customer and their address, kept by the triggers of migration 0002.
    search_vector = SearchVectorField(null=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            # ordering=customer_id: a unique key needs no tiebreaker column. And the 409 of a customer_id that is taken.
            models.UniqueConstraint(fields=["customer_id"], name="customer_id_unique"),
        ]
        indexes: ClassVar = [
            # Each serves the ordering of its name, in both directions, and the ranges of its name: created_before, ….
            # The first two hold each other's column: of 130 000 customers that were updated before 2018, the newest are
            # found in the index alone.
            models.Index(fields=["created", "id"], include=["last_updated"], name="customers_created"),
            models.Index(fields=["last_updated", "id"], include=["created"], name="customers_last_updated"),
            models.Index(fields=["birthday", "id"], name="customers_birthday"),
            models.Index(fields=["first_name", "id"], name="customers_first_name"),
            models.Index(fields=["last_name", "id"], name="customers_last_name"),
            # search, gender, and the contains filters on names and addresses, alone or together, when they are rare.
            # fastupdate off: with a pending list a rare word costs 5 ms instead of 0.03 ms.
            GinIndex(fields=["search_vector"], name="customers_search", fastupdate=False),
            # customer_id=… and phone_number=…, which have no vocabulary.
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
            # Several filters on the address, each of them common: the whole address stands in the index, so that only
            # those customers are looked at who live there.
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
    # The customer's `created`, repeated by the triggers of migration 0005.
    customer_created = models.DateTimeField(editable=False)

    class Meta:
        indexes: ClassVar = [
            # Each serves the ordering and the ranges of its name: points_min, last_activity_before, ….
            # The tiebreaker is this table's own customer_id: a sort column and its tie in two tables cost 7.5 s a page.
            models.Index(fields=["points", "customer"], name="relationship_points"),
            # Who was active long ago lies far away in the default ordering, by created. The newest of 159 000 from
            # before 2018 are found in the index alone.
            models.Index(
                fields=["last_activity", "customer"], include=["customer_created"], name="relationship_last_activity"
            ),
        ]
