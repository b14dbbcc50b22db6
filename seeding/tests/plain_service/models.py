"""A service with Django's defaults only: surrogate ids, and the indexes that Django makes by itself."""

from django.db import models


class Customer(models.Model):
    customer_id = models.CharField(max_length=32, unique=True)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    gender = models.CharField(max_length=9, default="undefined")
    phone_number = models.CharField(max_length=32, null=True)
    birthday = models.DateField(null=True)
    created = models.DateTimeField(auto_now_add=True)
    last_updated = models.DateTimeField(auto_now=True)


class Address(models.Model):
    customer = models.OneToOneField(Customer, models.CASCADE, related_name="address")
    street = models.CharField(max_length=100, null=True)
    street_number = models.CharField(max_length=20, null=True)
    city_code = models.CharField(max_length=20)
    city = models.CharField(max_length=100)
    country = models.CharField(max_length=100)


class Relationship(models.Model):
    customer = models.OneToOneField(Customer, models.CASCADE, related_name="relationship")
    points = models.PositiveIntegerField(default=0)
    last_activity = models.DateTimeField(null=True)
