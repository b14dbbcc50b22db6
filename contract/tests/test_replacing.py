from crm_contract.oracle.customers import Json
from crm_contract.sample_data.customers import Create, new_customer, whole_customer
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient, error_fields


def put(api: CheckedClient, identity: int, body: Json) -> Json:
    response = api.put(f"{CUSTOMERS}/{identity}", json=body)
    assert response.status_code == 200, response.text
    assert api.customer(identity).json() == response.json()
    return response.json()


def test_put_replaces_everything_writable(api: CheckedClient, create: Create) -> None:
    created = create()
    sent = whole_customer()
    replaced = put(api, created["id"], sent)
    assert {name: replaced[name] for name in sent} == sent


def test_put_keeps_id_and_created_and_moves_last_updated(api: CheckedClient, create: Create) -> None:
    created = create()
    replaced = put(api, created["id"], whole_customer())
    assert (replaced["id"], replaced["created"]) == (created["id"], created["created"])
    assert replaced["last_updated"] > created["last_updated"]


def test_put_gives_omitted_members_their_defaults(api: CheckedClient, create: Create) -> None:
    created = create(**whole_customer())
    replaced = put(api, created["id"], new_customer())
    assert replaced["gender"] == "undefined"
    assert replaced["phone_number"] is None
    assert replaced["birthday"] is None
    assert replaced["relationship"] == {"points": 0, "last_activity": None}


def test_put_without_an_address_removes_it(api: CheckedClient, create: Create) -> None:
    created = create(**whole_customer())
    assert put(api, created["id"], new_customer())["address"] is None
    assert put(api, created["id"], whole_customer())["address"] is not None
    assert put(api, created["id"], new_customer(address=None))["address"] is None


def test_put_replaces_address_and_relationship_without_merging(api: CheckedClient, create: Create) -> None:
    created = create(**whole_customer())
    address = {"city_code": "8004", "city": "Zürich", "country": "Switzerland"}
    replaced = put(api, created["id"], new_customer(address=address, relationship={"points": 5}))
    assert replaced["address"] == {"street": None, "street_number": None, **address}
    assert replaced["relationship"] == {"points": 5, "last_activity": None}


def test_put_needs_every_required_member_and_changes_nothing_without(api: CheckedClient, create: Create) -> None:
    created = create(**whole_customer())
    response = api.put(f"{CUSTOMERS}/{created['id']}", json={"address": {"street": "Elsewhere"}})
    required = ["address.city", "address.city_code", "address.country", "customer_id", "first_name", "last_name"]
    assert error_fields(response) == required
    assert api.customer(created["id"]).json() == created


def test_put_may_repeat_the_customers_own_customer_id(api: CheckedClient, create: Create) -> None:
    created = create()
    assert put(api, created["id"], new_customer(customer_id=created["customer_id"], first_name="Augusta"))


def test_put_cannot_take_another_customers_customer_id(api: CheckedClient, create: Create) -> None:
    taken, created = create()["customer_id"], create()
    response = api.put(f"{CUSTOMERS}/{created['id']}", json=new_customer(customer_id=taken))
    assert error_fields(response) == ["customer_id"]
    assert api.customer(created["id"]).json() == created


def test_put_of_the_same_body_changes_only_last_updated(api: CheckedClient, create: Create) -> None:
    body = whole_customer()
    created = create(**body)
    replaced = put(api, created["id"], body)
    assert replaced | {"last_updated": created["last_updated"]} == created
    assert replaced["last_updated"] > created["last_updated"]
