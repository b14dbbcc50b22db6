from django.db import models


class Gender(models.TextChoices):
    MALE = "male"
    FEMALE = "female"
    OTHER = "other"
    UNDEFINED = "undefined"


class Customer(models.Model):
    customer_id = models.CharField(max_length=32, unique=True)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    gender = models.CharField(max_length=9, choices=Gender, default=Gender.UNDEFINED)
    phone_number = models.CharField(max_length=32, null=True)
    birthday = models.DateField(null=True)
    created = models.DateTimeField(auto_now_add=True)
    last_updated = models.DateTimeField(auto_now=True)


class Address(models.Model):
    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="address")
    street = models.CharField(max_length=100, null=True)
    street_number = models.CharField(max_length=20, null=True)
    city_code = models.CharField(max_length=20)
    city = models.CharField(max_length=100)
    country = models.CharField(max_length=100)


class Relationship(models.Model):
    """Every customer has one. It begins with 0 points and no activity."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="relationship")
    points = models.PositiveIntegerField(default=0)
    last_activity = models.DateTimeField(null=True)
