"""The outcomes of two writes, one after the other."""

from crm_contract.oracle.serial_orders import ROW, Write, outcome
from crm_contract.sample_data.customers import from_json, whole_customer

MOMENT = "2024-01-01T00:00:00.000000Z"
STORED = whole_customer(customer_id="C-1") | {"id": 7, "created": MOMENT, "last_updated": MOMENT}
STATE = {ROW: from_json(STORED)}
DELETE = Write(name="delete", method="DELETE")
PATCH = Write(name="patch", method="PATCH", body={"first_name": "Augusta"})


def test_the_order_of_writes_decides_their_statuses() -> None:
    assert outcome(STATE, DELETE, PATCH).statuses == {"delete": 204, "patch": 404}
    assert outcome(STATE, PATCH, DELETE).statuses == {"patch": 200, "delete": 204}
    assert outcome(STATE, DELETE, PATCH).state == outcome(STATE, PATCH, DELETE).state == {}


def test_a_write_sees_the_one_before_it() -> None:
    other = Write(name="other", method="PATCH", body={"last_name": "King"})
    merged = outcome(STATE, PATCH, other)
    assert (merged.state[ROW]["first_name"], merged.state[ROW]["last_name"]) == ("Augusta", "King")
    assert merged.answers["patch"]["last_name"] == "Lovelace"


def test_a_customer_id_can_be_taken_once() -> None:
    one, two = (Write(name=name, method="POST", body=whole_customer(customer_id="C-2")) for name in ("one", "two"))
    assert outcome(STATE, one, two).statuses == {"one": 201, "two": 400}
    assert outcome(STATE, one, two).state.keys() == {ROW, "one"}
