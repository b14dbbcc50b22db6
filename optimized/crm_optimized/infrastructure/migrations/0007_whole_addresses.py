"""An index of whole addresses (`search/whole_addresses.py`)."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("customers", "0006_repeated_created")]
    operations: ClassVar = [
        migrations.AddIndex(
            "address",
            models.Index(
                fields=["country", "city", "street"],
                include=["customer", "street_number", "city_code"],
                name="address_places",
            ),
        ),
    ]
