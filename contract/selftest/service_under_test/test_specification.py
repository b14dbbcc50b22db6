"""openapi.yaml is consistent, as strict as a schema can be, and `faults` finds answers that break it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from crm_contract.oracle.customers import GENDERS, Json
from crm_contract.oracle.parameters import ORDERINGS, PAGINGS, PARAMETERS
from crm_contract.sample_data.customers import new_address, new_customer, whole_customer
from crm_contract.sample_data.malformed_values import WRONG_MEMBERS, WRONG_PARAMETERS
from crm_contract.service_under_test.specification import document, faults, validator
from jsonschema import Draft202012Validator

SPECIFICATION = document()
COMPONENTS = SPECIFICATION["components"]

# A schema cannot express that a moment overflows in UTC, and in JSON Schema 1.0 is an integer.
# In Python's regular expressions, $ also matches before the end of a line. In JSON Schema's, it does not.
BEYOND_SCHEMAS: list[Json] = [
    "0001-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01",
    "2020-01-01T00:00:00Z\n",
    1.0,
    1e300,
]


def nodes(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    yield path, node
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, child in children:
        yield from nodes(child, f"{path}/{name}")


def resolve(reference: str) -> Any:
    node: Any = SPECIFICATION
    for step in reference.removeprefix("#/").split("/"):
        node = node[step]
    return node


def test_every_reference_has_a_target() -> None:
    references = [node["$ref"] for _, node in nodes(SPECIFICATION) if isinstance(node, dict) and "$ref" in node]
    assert len(references) > 100
    for reference in references:
        assert resolve(reference)


@pytest.mark.parametrize("name", COMPONENTS["schemas"])
def test_every_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(COMPONENTS["schemas"][name])


def test_every_example_is_valid() -> None:
    checked = 0
    for path, node in nodes(SPECIFICATION):
        if isinstance(node, dict) and "schema" in node and "examples" in node:
            for example in node["examples"].values():
                value = resolve(example["$ref"])["value"] if "$ref" in example else example["value"]
                checked += 1
                validator(f"{escaped(path)}/schema").validate(value)
    for name, parameter in COMPONENTS["parameters"].items():
        if "example" in parameter:
            checked += 1
            validator(f"/components/parameters/{name}/schema").validate(parameter["example"])
    assert checked > 40


def escaped(path: str) -> str:
    """Escape the slashes that belong to a path, for a JSON pointer."""
    for template in sorted(SPECIFICATION["paths"], key=len, reverse=True):
        path = path.replace(f"/{template}/", f"/{template.replace('/', '~1')}/")
    return path.replace("application/", "application~1")


def test_the_list_has_every_parameter_of_the_contract() -> None:
    parameters = SPECIFICATION["paths"]["/api/v1/customers"]["get"]["parameters"]
    names = [resolve(parameter["$ref"])["name"] for parameter in parameters]
    assert sorted(names) == sorted([*PARAMETERS, *PAGINGS])
    for paging in PAGINGS:
        assert COMPONENTS["parameters"][paging]["x-followed-only-through-links"] is True


def test_enumerations_are_those_of_the_contract() -> None:
    orderings = COMPONENTS["parameters"]["ordering"]["schema"]["enum"]
    assert sorted(orderings) == sorted([*ORDERINGS, *(f"-{column}" for column in ORDERINGS)])
    assert COMPONENTS["schemas"]["Gender"]["enum"] == list(GENDERS)


def test_bodies_that_the_contract_accepts_are_valid() -> None:
    for body in (new_customer(), whole_customer(), new_customer(nickname="Countess", address=new_address(id=1))):
        validator("/components/schemas/NewCustomer").validate(body)
        validator("/components/schemas/CustomerChange").validate(body)
    merged: list[Json] = [{}, {"address": None}, {"address": {}}, {"relationship": {}}, {"relationship": {"points": 1}}]
    for change in merged:
        validator("/components/schemas/CustomerChange").validate(change)


@pytest.mark.parametrize("field", WRONG_MEMBERS)
def test_bodies_that_the_contract_refuses_are_not_valid(field: str) -> None:
    owner, _, member = field.rpartition(".")
    for value in WRONG_MEMBERS[field]:
        if any(value == beyond and type(value) is type(beyond) for beyond in BEYOND_SCHEMAS):
            continue
        change = {owner: {member: value}} if owner else {member: value}
        assert not validator("/components/schemas/CustomerChange").is_valid(change), value
        whole = whole_customer()
        whole = whole | ({owner: whole[owner] | change[owner]} if owner else change)
        assert not validator("/components/schemas/NewCustomer").is_valid(whole), value


@pytest.mark.parametrize("name", WRONG_PARAMETERS)
def test_parameters_that_the_contract_refuses_are_not_valid(name: str) -> None:
    schema = validator(f"/components/parameters/{name}/schema")
    is_number = resolve(f"#/components/parameters/{name}/schema").get("type") == "integer" or name.startswith("points")
    for value in WRONG_PARAMETERS[name]:
        if value in BEYOND_SCHEMAS or (name == "search" and len(value) <= 100 and "\0" not in value):
            continue
        # How many digits a number may be written with is in its description.
        sent: Json = int(value) if is_number and re.fullmatch(r"-?[1-9][0-9]*", value) and len(value) < 20 else value
        assert not schema.is_valid(sent), value


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ({"status": "ok"}, True),
        ({"status": "ok", "cache": "bypassed"}, True),
        ({"status": "ok", "version": "1"}, True),
        ({"status": "ok", "cache": "fine"}, False),
        ({"status": "up"}, False),
        ({"cache": "bypassed"}, False),
    ],
)
def test_readyz_may_have_more_members(body: Json, *, right: bool) -> None:
    assert validator("/components/schemas/Readiness").is_valid(body) is right


OK = b'{"status":"ok"}'


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ({}, None),
        ({"body": b'{"status":"up"}'}, "'ok' was expected"),
        ({"media_type": "text/html", "body": "<p>"}, "the media type is 'text/html'"),
        ({"status": 201}, "must not answer 201"),
        ({"status": 405, "body": None}, "must not answer 405"),
        ({"status": 503, "body": None}, "the header Retry-After is missing"),
    ],
)
def test_an_answer_that_breaks_the_specification_is_a_fault(answer: dict[str, Json], fault: str | None) -> None:
    right: dict[str, Json] = {"status": 200, "headers": {}, "media_type": "application/json", "body": OK}
    found = faults(method="GET", path="/readyz", **right | answer)
    assert fault in " ".join(found) if fault else found == []
