from django.apps import AppConfig
from django.db.models.signals import pre_migrate


class CustomersConfig(AppConfig):
    """This layer as a Django app: the tables, their migrations, and the invalidation of the cache."""

    name = "crm_optimized.infrastructure"
    label = "customers"

    def ready(self) -> None:
        from crm_optimized.infrastructure import invalidation, older_database  # noqa: PLC0415  they need settings

        invalidation.connect()
        pre_migrate.connect(older_database.refuse_older_database, sender=self)
