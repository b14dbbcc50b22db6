"""A service tuned for search: the customer is the primary key of what belongs to it, a column is kept by triggers
(migration 0002), a relationship repeats when its customer was created, and there are indexes of several kinds."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Upper


class Customer(models.Model):
    customer_id = models.CharField(max_length=32)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    gender = models.CharField(max_length=9, default="undefined")
    phone_number = models.CharField(max_length=32, null=True)
    birthday = models.DateField(null=True)
    created = models.DateTimeField(auto_now_add=True)
    last_updated = models.DateTimeField(auto_now=True)
    words = SearchVectorField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer_id"], name="customer_id_unique", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(
                fields=["customer_id", "id"], name="customer_id_and_id", deferrable=models.Deferrable.IMMEDIATE
            ),
            models.CheckConstraint(condition=~models.Q(customer_id=""), name="customer_id_not_empty"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["created", "id"], name="customer_created"),
            models.Index(Upper("last_name"), name="customer_upper_last_name"),
            models.Index(fields=["birthday"], name="customer_birthday", condition=models.Q(birthday__isnull=False)),
            GinIndex(fields=["words"], name="customer_words", fastupdate=False),
        ]


class Address(models.Model):
    customer = models.OneToOneField(Customer, models.CASCADE, related_name="address", primary_key=True)
    street = models.CharField(max_length=100, null=True)
    street_number = models.CharField(max_length=20, null=True)
    city_code = models.CharField(max_length=20)
    city = models.CharField(max_length=100)
    country = models.CharField(max_length=100)


class Relationship(models.Model):
    customer = models.OneToOneField(Customer, models.CASCADE, related_name="relationship", primary_key=True)
    points = models.PositiveIntegerField(default=0)
    last_activity = models.DateTimeField(null=True)
    customer_created = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["points", "customer"], name="relationship_points")]
