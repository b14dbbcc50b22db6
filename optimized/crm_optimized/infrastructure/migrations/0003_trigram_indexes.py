"""Trigrams of the columns in which almost every customer has a value of their own."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies: ClassVar = [("customers", "0002_word_vector")]
    operations: ClassVar = [
        TrigramExtension(),
        *(
            migrations.AddIndex(
                "customer",
                GinIndex(OpClass(Upper(column), name="gin_trgm_ops"), name=f"{column}_trigrams", fastupdate=False),
            )
            for column in ("customer_id", "phone_number")
        ),
    ]
