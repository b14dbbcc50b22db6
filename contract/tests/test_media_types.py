import json

import pytest
from crm_contract.sample_data.customers import Create, new_customer
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient

OTHERS = [
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
    "text/json",
    "application/xml",
    "application/problem+json",
    "application/merge-patch+json",
    "application/jsonp",
    "application/*",
    "*/*",
    "json",
    "",
    ";",
    "application/json-seq",
]


@pytest.mark.parametrize("content_type", OTHERS)
def test_a_body_with_another_media_type_is_refused(api: CheckedClient, create: Create, content_type: str) -> None:
    created = create()
    text = json.dumps(new_customer())
    assert api.send_json("POST", CUSTOMERS, text=text, content_type=content_type).status_code == 415
    for method in ("PUT", "PATCH"):
        path = f"{CUSTOMERS}/{created['id']}"
        assert api.send_json(method, path, text=text, content_type=content_type).status_code == 415
    assert api.customer(created["id"]).json() == created


def test_a_body_without_a_content_type_is_refused(api: CheckedClient) -> None:
    assert api.post(CUSTOMERS, content=json.dumps(new_customer())).status_code == 415


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "Application/JSON",
        "application/json; indent=4",
    ],
)
def test_a_body_with_the_media_type_json_is_accepted(api: CheckedClient, content_type: str) -> None:
    text = json.dumps(new_customer(first_name="Zoë"), ensure_ascii=False)
    response = api.send_json("POST", CUSTOMERS, text=text, content_type=content_type)
    assert response.status_code == 201
    assert response.json()["first_name"] == "Zoë"
    assert api.delete(response.headers["Location"]).status_code == 204


@pytest.mark.parametrize(
    "charset", ["latin-1", "utf-16", "rot13", "base64", "idna", "unheard-of", "'", "\\x00", "utf-8\\"]
)
def test_a_charset_changes_nothing(api: CheckedClient, charset: str) -> None:
    """JSON is always UTF-8 (RFC 8259, 8.1)."""
    text = json.dumps(new_customer(first_name="Zoë"), ensure_ascii=False)
    response = api.send_json("POST", CUSTOMERS, text=text, content_type=f"application/json; charset={charset}")
    assert response.status_code == 201
    assert response.json()["first_name"] == "Zoë"
    assert api.delete(response.headers["Location"]).status_code == 204


@pytest.mark.parametrize("charset", ["latin-1", "utf-16", "rot13", "base64", "idna"])
def test_a_charset_on_a_request_without_a_body_changes_nothing(
    api: CheckedClient, create: Create, token: str, charset: str
) -> None:
    created = create(customer_id=token, first_name="Zoë")
    response = api.get(
        f"{CUSTOMERS}?first_name=zo%C3%AB&customer_id={token}",
        headers={"Content-Type": f"application/json; charset={charset}"},
    )
    assert response.json()["results"] == [created]


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/problem+json", "text/html,*/*;q=0.8", ""])
def test_the_accept_header_does_not_change_the_answer(api: CheckedClient, create: Create, accept: str) -> None:
    created = create()
    response = api.get(f"{CUSTOMERS}/{created['id']}", headers={"Accept": accept})
    assert (response.status_code, response.json()) == (200, created)
    assert response.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "accept", ["text/html", "application/xml", "text/plain;q=0.1", "nonsense", "application/json;q=0"]
)
def test_a_client_that_does_not_accept_json_gets_json_or_a_406(api: CheckedClient, accept: str) -> None:
    """The contract allows both: a service may negotiate, or have only one representation."""
    response = api.build_request("GET", f"{CUSTOMERS}/0", headers={"Accept": accept})
    answer = super(CheckedClient, api).send(response)
    assert answer.status_code in (404, 406)
    assert answer.headers["Content-Type"].startswith("application/problem+json")
