from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """This layer as a Django app: the tables, their migrations, and the invalidation of the cache."""

    name = "crm_optimized.infrastructure"
    label = "customers"

    def ready(self) -> None:
        from crm_optimized.infrastructure import invalidation  # noqa: PLC0415  needs settings

        invalidation.connect()
