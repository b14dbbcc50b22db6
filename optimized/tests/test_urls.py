"""The routes without the ASGI callable in front of them."""

from typing import Any

from crm_optimized.infrastructure.models import Customer
from django.test import Client

LIST = "/api/v1/customers"


def test_the_views_work_under_a_stock_django_handler_too(transactional_db: None, ada: dict[str, Any]) -> None:
    """A write through the routes alone: only speed depends on the ASGI callable."""
    from crm_optimized.bootstrap import fill_container

    fill_container()
    created = Client().post(LIST, ada, content_type="application/json")
    assert created.status_code == 201
    assert Customer.objects.get().first_name == "Ada"
