"""Customers and bodies for the tests."""

import itertools
from collections.abc import Callable
from typing import Any

from crm_naive.customers.models import Address, Customer, Relationship

LIST = "/api/v1/customers"

# The types of the fixtures in conftest.py.
type Find = Callable[..., list[str]]
type Refuse = Callable[[str], list[str]]
type Send = Callable[[str, str, Any], Any]

HOME = {"city_code": "50667", "city": "Köln", "country": "Germany"}

_numbers = itertools.count(1)


def a_customer(
    customer_id: str | None = None,
    *,
    address: dict[str, Any] | None = None,
    relationship: dict[str, Any] | None = None,
    **fields: Any,
) -> Customer:
    """Store a customer with these fields, and defaults for the others. `address={}` stores HOME, None no address."""
    values = {"customer_id": customer_id or f"C-{next(_numbers)}", "first_name": "Ada", "last_name": "Byron"} | fields
    # Django sets these two at every save. Only an update of the row can choose their values.
    timestamps = {name: values.pop(name) for name in ("created", "last_updated") if name in values}
    customer = Customer.objects.create(**values)
    if timestamps:
        Customer.objects.filter(pk=customer.pk).update(**timestamps)
    if address is not None:
        Address.objects.create(customer=customer, **(HOME | address))
    Relationship.objects.create(customer=customer, **(relationship or {}))
    return customer


def a_body(**members: Any) -> dict[str, Any]:
    return {"customer_id": "C-0", "first_name": "Ada", "last_name": "Byron"} | members
