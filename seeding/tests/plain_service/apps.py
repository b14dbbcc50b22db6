from django.apps import AppConfig


class PlainCustomersConfig(AppConfig):
    name = "plain_service"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"
