"""The tables, and an index for every ordering."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("customer_id", models.CharField(max_length=32)),
                ("first_name", models.CharField(max_length=100)),
                ("last_name", models.CharField(max_length=100)),
                ("gender", models.CharField(default="undefined", max_length=9)),
                ("phone_number", models.CharField(max_length=32, null=True)),
                ("birthday", models.DateField(null=True)),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("last_updated", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=models.DB_CASCADE,
                        primary_key=True,
                        related_name="address",
                        serialize=False,
                        to="customers.customer",
                    ),
                ),
                ("street", models.CharField(max_length=100, null=True)),
                ("street_number", models.CharField(max_length=20, null=True)),
                ("city_code", models.CharField(max_length=20)),
                ("city", models.CharField(max_length=100)),
                ("country", models.CharField(max_length=100)),
            ],
        ),
        migrations.CreateModel(
            name="Relationship",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=models.DB_CASCADE,
                        primary_key=True,
                        related_name="relationship",
                        serialize=False,
                        to="customers.customer",
                    ),
                ),
                ("points", models.PositiveIntegerField(default=0)),
                ("last_activity", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["created", "id"], include=["last_updated"], name="customers_created"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["last_updated", "id"], include=["created"], name="customers_last_updated"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["birthday", "id"], name="customers_birthday"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["first_name", "id"], name="customers_first_name"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["last_name", "id"], name="customers_last_name"),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(fields=("customer_id",), name="customer_id_unique"),
        ),
        migrations.AddIndex(
            model_name="relationship",
            index=models.Index(fields=["points", "customer"], name="relationship_points"),
        ),
        migrations.AddIndex(
            model_name="relationship",
            index=models.Index(fields=["last_activity", "customer"], name="relationship_last_activity"),
        ),
    ]
