"""The bytes of answers: order of members, timestamps, escapes, media types."""

import json
import re

import pytest
from crm_contract.oracle.customers import encode
from crm_contract.sample_data.customers import Create, new_customer, whole_customer
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient
from crm_contract.service_under_test.raw_http import exchange

NAMES = "id customer_id first_name last_name gender phone_number birthday created last_updated address relationship"
MEMBERS = NAMES.split()
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def test_members_come_in_the_contracts_order(api: CheckedClient, create: Create, token: str) -> None:
    created = create(**whole_customer(customer_id=token))
    for customer in (created, api.customer(created["id"]).json(), api.results(customer_id=token)[0]):
        assert list(customer) == MEMBERS
        assert list(customer["address"]) == ["street", "street_number", "city_code", "city", "country"]
        assert list(customer["relationship"]) == ["points", "last_activity"]


def test_null_is_never_omitted(api: CheckedClient, create: Create) -> None:
    created = create()
    assert list(api.customer(created["id"]).json()) == MEMBERS
    assert [name for name in MEMBERS if created[name] is None] == ["phone_number", "birthday", "address"]


def test_moments_always_have_six_digits_and_a_z(api: CheckedClient, create: Create) -> None:
    created = create(relationship={"last_activity": "2024-01-01T00:00:00Z"})
    assert created["relationship"]["last_activity"] == "2024-01-01T00:00:00.000000Z"
    for moment in (created["created"], created["last_updated"]):
        assert MOMENT.fullmatch(moment), moment


def test_bodies_are_compact_unescaped_utf_8(api: CheckedClient, create: Create, token: str) -> None:
    created = create(**whole_customer(customer_id=token, first_name="Zoë 🎉 </a>&'", last_name='"\\/\n'))
    for response in (api.customer(created["id"]), api.list(customer_id=token), api.list(search=token)):
        assert response.content == encode(response.json())


def test_answers_have_the_media_type_json_and_errors_problem_json(
    api: CheckedClient, create: Create, token: str
) -> None:
    created = create(customer_id=token)
    for response in (api.list(customer_id=token), api.customer(created["id"]), api.get("/livez"), api.get("/readyz")):
        assert response.headers["Content-Type"] == "application/json"
    for response in (
        api.list(page_size=0),
        api.customer(0),
        api.get("/nowhere"),
        api.request("OPTIONS", CUSTOMERS),
        api.post(CUSTOMERS, json=[]),
        api.post(CUSTOMERS, content=b"x"),
        api.send_json("POST", CUSTOMERS, text=b"x" * 70_000),
    ):
        assert response.headers["Content-Type"] == "application/problem+json"


def test_a_problem_has_its_status_and_phrase(api: CheckedClient) -> None:
    for response, title in (
        (api.list(page_size=0), {"Bad Request"}),
        (api.customer(0), {"Not Found"}),
        (api.request("OPTIONS", CUSTOMERS), {"Method Not Allowed"}),
        (api.post(CUSTOMERS, content=b"x"), {"Unsupported Media Type"}),
        # The phrases before and since RFC 9110.
        (api.send_json("POST", CUSTOMERS, text=b"x" * 70_000), {"Request Entity Too Large", "Content Too Large"}),
    ):
        problem = response.json()
        assert problem["status"] == response.status_code
        assert problem["title"] in title
        assert problem["type"] == "about:blank"


def test_only_a_400_lists_fields(api: CheckedClient) -> None:
    for response in (api.customer(0), api.request("OPTIONS", CUSTOMERS), api.post(CUSTOMERS, content=b"x")):
        assert "errors" not in response.json()
    assert json.loads(api.list(page_size=0).content)["errors"][0].keys() == {"field", "detail"}


def test_a_body_reveals_nothing_about_the_server(api: CheckedClient) -> None:
    for response in (api.list(ordering="\0"), api.post(CUSTOMERS, json=new_customer(gender=[])), api.get("/x")):
        assert not re.search(r"traceback|django|psycopg|postgres|site-packages|exception", response.text, re.IGNORECASE)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize(
    "path", [f"{CUSTOMERS}?page_size=1", f"{CUSTOMERS}?page_size=0", f"{CUSTOMERS}/0", "/x", "/livez"]
)
def test_a_header_that_may_occur_once_occurs_once(api: CheckedClient, method: str, path: str) -> None:
    """HTTP libraries hide a second header with the same value, and some proxies refuse the answer."""
    request = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    answer = exchange(str(api.base_url), request.encode())
    assert answer is not None
    assert answer.headers.count("content-type") == 1
    assert answer.headers.count("content-length") <= 1
