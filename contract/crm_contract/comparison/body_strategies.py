"""Hypothesis strategies for bodies: some are right, some have a wrong member or lack a required one."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from crm_contract.oracle.customers import Customer, Json, as_json
from crm_contract.sample_data.malformed_values import WRONG_MEMBERS

# The sender of a body replaces this by a customer_id that is not taken.
CUSTOMER_ID = "<customer_id>"

_REQUIRED = ("customer_id", "first_name", "last_name")
_REQUIRED_OF_ADDRESS = ("city_code", "city", "country")


@st.composite
def new_bodies(draw: st.DrawFn, rows: Sequence[Customer]) -> dict[str, Json]:
    """Draw a body for POST and PUT: each optional member half of the time, and one body in four with a mistake."""
    body = _whole(draw, rows)
    _omit(draw, body, required=_REQUIRED)
    if body.get("address"):
        _omit(draw, body["address"], required=_REQUIRED_OF_ADDRESS)
    if body.get("relationship"):
        _omit(draw, body["relationship"])
    return _perhaps_wrong(draw, body)


@st.composite
def changes(draw: st.DrawFn, rows: Sequence[Customer]) -> dict[str, Json]:
    """Draw a body for PATCH: any part of a whole one."""
    body = _whole(draw, rows)
    _omit(draw, body)
    for owner in ("address", "relationship"):
        if body.get(owner):
            _omit(draw, body[owner])
    return _perhaps_wrong(draw, body)


def _whole(draw: st.DrawFn, rows: Sequence[Customer]) -> dict[str, Any]:
    body: dict[str, Any] = as_json(draw(st.sampled_from(rows))) | {"customer_id": CUSTOMER_ID}
    for ignored in ("id", "created", "last_updated"):
        if draw(st.booleans()):
            del body[ignored]
    return body


def _omit(draw: st.DrawFn, members: dict[str, Any], *, required: Sequence[str] = ()) -> None:
    for name in list(members):
        if name not in required and draw(st.booleans()):
            del members[name]
    if required and draw(st.integers(0, 9)) == 0:
        del members[draw(st.sampled_from(required))]


def _perhaps_wrong(draw: st.DrawFn, body: dict[str, Any]) -> dict[str, Json]:
    if draw(st.integers(0, 3)) == 0:
        field = draw(st.sampled_from(sorted(WRONG_MEMBERS)))
        owner, _, member = field.rpartition(".")
        value = draw(st.sampled_from(WRONG_MEMBERS[field]))
        if owner:
            body[owner] = {**(body.get(owner) or {}), member: value}
        else:
            body[member] = value
    return body
