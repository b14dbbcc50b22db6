import pytest
from crm_contract.oracle.bodies import read_body
from crm_contract.oracle.customers import Json, as_json
from crm_contract.sample_data.customers import from_json, new_address, new_customer, whole_customer
from crm_contract.sample_data.malformed_values import WRONG_MEMBERS

STORED = from_json(
    whole_customer()
    | {"id": 7, "created": "2024-01-01T00:00:00.000000Z", "last_updated": "2024-01-01T00:00:00.000000Z"}
)


@pytest.mark.parametrize("member", WRONG_MEMBERS)
def test_a_wrong_member_is_named(member: str) -> None:
    owner, _, name = member.rpartition(".")
    for value in WRONG_MEMBERS[member]:
        change: Json = {owner: {name: value}} if owner else {name: value}
        assert list(read_body(change, merge_into=STORED)[1]) == [member], value


def test_omitted_members_get_defaults_or_stay() -> None:
    fields, errors = read_body(new_customer(customer_id="C"))
    assert (errors, fields["address"], fields["gender"], fields["points"]) == ({}, None, "undefined", 0)
    merged, errors = read_body({"address": {"city": "Bath"}}, merge_into=STORED)
    assert errors == {}
    assert as_json(STORED)["address"] | {"city": "Bath"} == new_address(city="Bath")
    assert (merged["address"].city, merged["address"].street) == ("Bath", "St James's Square")
    assert merged["points"] == STORED.points


@pytest.mark.parametrize("body", [None, [], "x", 5])
def test_a_body_that_is_no_object_is_named_body(body: Json) -> None:
    assert list(read_body(body)[1]) == ["body"]
