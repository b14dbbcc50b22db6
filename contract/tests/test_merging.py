import pytest
from crm_contract.oracle.customers import Json
from crm_contract.sample_data.customers import Create, new_address, unique, whole_customer
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient, error_fields


def patch(api: CheckedClient, identity: int, body: Json) -> Json:
    response = api.patch(f"{CUSTOMERS}/{identity}", json=body)
    assert response.status_code == 200, response.text
    assert api.customer(identity).json() == response.json()
    return response.json()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("customer_id", None),
        ("first_name", "Augusta"),
        ("last_name", "King"),
        ("gender", "other"),
        ("phone_number", None),
        ("phone_number", "1"),
        ("birthday", None),
        ("birthday", "1852-11-27"),
        ("address", None),
    ],
)
def test_patch_changes_the_one_member_it_names(api: CheckedClient, create: Create, name: str, value: Json) -> None:
    created = create(**whole_customer())
    value = unique() if name == "customer_id" else value
    changed = patch(api, created["id"], {name: value})
    assert changed["last_updated"] > created["last_updated"]
    assert changed == created | {name: value, "last_updated": changed["last_updated"]}


def test_an_empty_patch_changes_only_last_updated(api: CheckedClient, create: Create) -> None:
    created = create(**whole_customer())
    changed = patch(api, created["id"], {})
    assert changed["last_updated"] > created["last_updated"]
    assert changed | {"last_updated": created["last_updated"]} == created


@pytest.mark.parametrize("merged", [{"street": None}, {"street_number": "7"}, {"city": "Bath", "city_code": "BA1"}, {}])
def test_patch_merges_into_an_existing_address(api: CheckedClient, create: Create, merged: Json) -> None:
    created = create(address=new_address())
    changed = patch(api, created["id"], {"address": merged})
    assert changed["address"] == new_address() | merged
    assert changed["last_updated"] > created["last_updated"]


def test_patch_creates_a_missing_address(api: CheckedClient, create: Create) -> None:
    created = create()
    address = {"city_code": "8004", "city": "Zürich", "country": "Switzerland"}
    changed = patch(api, created["id"], {"address": address})
    assert changed["address"] == {"street": None, "street_number": None, **address}


@pytest.mark.parametrize(
    ("address", "missing"),
    [
        ({}, ["address.city", "address.city_code", "address.country"]),
        ({"street": "Langstraße", "city": "Zürich"}, ["address.city_code", "address.country"]),
    ],
)
def test_a_new_address_needs_its_required_members(
    api: CheckedClient, create: Create, address: Json, missing: list[str]
) -> None:
    created = create()
    assert error_fields(api.patch(f"{CUSTOMERS}/{created['id']}", json={"address": address})) == missing
    assert api.customer(created["id"]).json() == created


def test_patch_removes_an_address_even_if_there_is_none(api: CheckedClient, create: Create) -> None:
    created = create(address=new_address())
    assert patch(api, created["id"], {"address": None})["address"] is None
    assert patch(api, created["id"], {"address": None})["address"] is None


def test_patch_merges_into_the_relationship(api: CheckedClient, create: Create) -> None:
    created = create(**whole_customer())
    activity = created["relationship"]["last_activity"]
    changed = patch(api, created["id"], {"relationship": {"points": 7}})
    assert changed["relationship"] == {"points": 7, "last_activity": activity}
    assert changed["last_updated"] > created["last_updated"]
    changed = patch(api, created["id"], {"relationship": {"last_activity": None}})
    assert changed["relationship"] == {"points": 7, "last_activity": None}
    assert patch(api, created["id"], {"relationship": {}})["relationship"] == changed["relationship"]


def test_patch_ignores_unknown_and_read_only_members(api: CheckedClient, create: Create) -> None:
    created = create(**whole_customer())
    changed = patch(
        api,
        created["id"],
        {"id": 1, "created": None, "nickname": {}, "address": {"id": 1}, "relationship": {"level": 3}},
    )
    assert changed | {"last_updated": created["last_updated"]} == created


@pytest.mark.parametrize("name", ["customer_id", "first_name", "last_name", "gender", "relationship"])
def test_patch_cannot_remove_what_must_not_be_null(api: CheckedClient, create: Create, name: str) -> None:
    created = create()
    assert error_fields(api.patch(f"{CUSTOMERS}/{created['id']}", json={name: None})) == [name]
    assert api.customer(created["id"]).json() == created


def test_patch_cannot_take_another_customers_customer_id(api: CheckedClient, create: Create) -> None:
    taken, created = create()["customer_id"], create()
    response = api.patch(f"{CUSTOMERS}/{created['id']}", json={"customer_id": taken})
    assert error_fields(response) == ["customer_id"]
    assert patch(api, created["id"], {"customer_id": created["customer_id"]})


def test_a_patch_with_one_wrong_member_changes_nothing(api: CheckedClient, create: Create) -> None:
    created = create(**whole_customer())
    response = api.patch(
        f"{CUSTOMERS}/{created['id']}",
        json={"first_name": "Augusta", "address": {"city": "Bath"}, "relationship": {"points": -1}},
    )
    assert error_fields(response) == ["relationship.points"]
    assert api.customer(created["id"]).json() == created
