from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Django's view of this layer: the tables, their migrations and the cache's invalidation."""

    name = "crm_optimized.infrastructure"
    label = "customers"

    def ready(self) -> None:
        from crm_optimized.infrastructure import invalidation  # noqa: PLC0415  it needs settings

        invalidation.connect()
