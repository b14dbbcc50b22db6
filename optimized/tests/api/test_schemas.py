"""The bytes of answers against the documented schemas."""

from typing import Any

import httpx
from crm_optimized.api.schemas import CustomerOut, CustomerPageOut

from tests.factories import add_customers

LIST = "/api/v1/customers"


def test_ready_bytes_match_the_documented_schema(api: httpx.Client, ada: dict[str, Any]) -> None:
    add_customers(30)
    created = api.post(LIST, json=ada)
    page = api.get(LIST)
    CustomerPageOut.model_validate_json(page.content, strict=True, extra="forbid")
    CustomerOut.model_validate_json(created.content, strict=True, extra="forbid")
    assert page.json()["results"][0] == created.json()
    assert api.get(created.headers["location"]).content == created.content
    assert list(created.json()) == list(CustomerOut.model_fields)


def test_a_write_answers_every_member_as_it_was_given(api: httpx.Client, ada: dict[str, Any]) -> None:
    created = api.post(LIST, json=ada).json()
    ada["relationship"]["last_activity"] = "2024-05-01T10:11:12.500000Z"
    assert {name: created[name] for name in ada} == ada
