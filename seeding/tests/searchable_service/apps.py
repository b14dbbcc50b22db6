from django.apps import AppConfig


class SearchableCustomersConfig(AppConfig):
    name = "searchable_service"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"
