"""A customer's address and relationship go with the customer, by the database's own hand."""

from typing import Any, ClassVar

from django.db import migrations, models


def of_customer(related_name: str) -> Any:
    return models.OneToOneField(
        to="customers.customer",
        on_delete=models.DB_CASCADE,
        primary_key=True,
        related_name=related_name,
        serialize=False,
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("customers", "0002_search_vector")]
    operations: ClassVar = [
        migrations.AlterField(model_name=name, name="customer", field=of_customer(name))
        for name in ("address", "relationship")
    ]
