"""Reads bodies. POST and PUT fill omitted members with defaults, PATCH with the stored values."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from crm_contract.oracle.customers import GENDERS, Address, Customer, Json, as_json
from crm_contract.oracle.values import MAX_POINTS, Invalid, parse_choice, parse_date, parse_moment

type Rule = Callable[[Json], Any]


def read_body(body: Json, *, merge_into: Customer | None = None) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the writable fields of a Customer, and the errors by member. With an error, the fields are incomplete."""
    if not isinstance(body, dict):
        return {}, {"body": "Must be a JSON object."}
    errors: dict[str, str] = {}
    there = as_json(merge_into) if merge_into else _DEFAULTS
    fields = _members(body, _CUSTOMER, there=there, errors=errors)
    fields["address"] = _address(body, there["address"], errors=errors)
    fields |= _relationship(body, there["relationship"], errors=errors)
    return fields, errors


def _address(body: Json, there: Json, *, errors: dict[str, str]) -> Address | None:
    given = body.get("address", there)
    if given is None:
        return None
    if not isinstance(given, dict):
        errors["address"] = "Must be an object or null."
        return None
    known = len(errors)
    members = _members(given, _ADDRESS, there=there or _ADDRESS_DEFAULTS, errors=errors, prefix="address.")
    return Address(**members) if len(errors) == known else None


def _relationship(body: Json, there: Json, *, errors: dict[str, str]) -> dict[str, Any]:
    given = body.get("relationship", there)
    if not isinstance(given, dict):
        errors["relationship"] = "Must be an object."
        return {}
    return _members(given, _RELATIONSHIP, there=there, errors=errors, prefix="relationship.")


def _members(
    given: Mapping[str, Json],
    rules: Mapping[str, Rule],
    *,
    there: Mapping[str, Json],
    errors: dict[str, str],
    prefix: str = "",
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, rule in rules.items():
        try:
            values[name] = rule(_given(name, given, there=there))
        except Invalid as error:
            errors[prefix + name] = str(error)
    return values


def _given(name: str, given: Mapping[str, Json], *, there: Mapping[str, Json]) -> Json:
    if name not in given and name not in there:
        raise Invalid("Is required.")
    return given.get(name, there.get(name))


def _text(most: int) -> Rule:
    def rule(value: Json) -> str:
        text = unicodedata.normalize("NFC", _string(value))
        if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
            raise Invalid("Must contain neither NUL nor half of a surrogate pair.")
        if not 1 <= len(text) <= most:
            raise Invalid(f"Must have 1 to {most} characters.")
        return text

    return rule


def _gender(value: Json) -> str:
    return parse_choice(_string(value), GENDERS)


def _date(value: Json) -> date:
    return parse_date(_string(value))


def _moment(value: Json) -> datetime:
    return parse_moment(_string(value))


def _points(value: Json) -> int:
    # `type`, because a bool is an instance of int. 1.0 equals 1, but is no int.
    if type(value) is not int or not 0 <= value <= MAX_POINTS:
        raise Invalid(f"Must be a whole number from 0 to {MAX_POINTS}.")
    return value


def _string(value: Json) -> str:
    if not isinstance(value, str):
        raise Invalid("Must be a string.")
    return value


def _or_null(rule: Rule) -> Rule:
    return lambda value: None if value is None else rule(value)


_CUSTOMER: dict[str, Rule] = {
    "customer_id": _text(32),
    "first_name": _text(100),
    "last_name": _text(100),
    "gender": _gender,
    "phone_number": _or_null(_text(32)),
    "birthday": _or_null(_date),
}
_ADDRESS: dict[str, Rule] = {
    "street": _or_null(_text(100)),
    "street_number": _or_null(_text(20)),
    "city_code": _text(20),
    "city": _text(100),
    "country": _text(100),
}
_RELATIONSHIP: dict[str, Rule] = {"points": _points, "last_activity": _or_null(_moment)}

_ADDRESS_DEFAULTS = {"street": None, "street_number": None}
_DEFAULTS: dict[str, Json] = {
    "gender": "undefined",
    "phone_number": None,
    "birthday": None,
    "address": None,
    "relationship": {"points": 0, "last_activity": None},
}
