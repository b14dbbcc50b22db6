"""HEAD works where GET does. Every other method is a 405 that names the allowed ones."""

import pytest
from crm_contract.sample_data.customers import Create, new_customer, whole_customer
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient

LIST = {"GET", "HEAD", "POST"}
CUSTOMER = {"GET", "HEAD", "PUT", "PATCH", "DELETE"}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_the_list_refuses_other_methods(api: CheckedClient, method: str) -> None:
    response = api.request(method, CUSTOMERS)
    assert response.status_code == 405
    assert allowed(response.headers["Allow"]) == LIST


@pytest.mark.parametrize("method", ["POST", "OPTIONS", "TRACE", "PROPFIND"])
def test_a_customer_refuses_other_methods(api: CheckedClient, create: Create, method: str) -> None:
    created = create()
    response = api.request(method, f"{CUSTOMERS}/{created['id']}")
    assert response.status_code == 405
    assert allowed(response.headers["Allow"]) == CUSTOMER
    assert api.customer(created["id"]).json() == created


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/api/openapi.json", "/api/swagger"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_read_only_paths_refuse_other_methods(api: CheckedClient, method: str, path: str) -> None:
    response = api.request(method, path)
    assert response.status_code == 405
    assert allowed(response.headers["Allow"]) == {"GET", "HEAD"}


def test_an_unknown_method_is_refused_by_the_service_or_its_server(api: CheckedClient) -> None:
    for path in (CUSTOMERS, f"{CUSTOMERS}/1"):
        response = super(CheckedClient, api).send(api.build_request("BREW", path))
        assert response.status_code in (400, 405, 501)


def test_a_body_does_not_change_which_methods_are_allowed(api: CheckedClient) -> None:
    for method in ("PUT", "PATCH", "DELETE"):
        assert api.request(method, CUSTOMERS, json=new_customer()).status_code == 405


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/api/openapi.json", "/api/swagger"])
def test_head_of_read_only_paths_is_get_without_a_body(api: CheckedClient, path: str) -> None:
    assert_head_is_get(api, path)


def test_head_of_customers_is_get_without_a_body(api: CheckedClient, create: Create, token: str) -> None:
    created = create(**whole_customer(customer_id=token))
    assert_head_is_get(api, f"{CUSTOMERS}?customer_id={token}")
    assert_head_is_get(api, f"{CUSTOMERS}/{created['id']}")
    assert_head_is_get(api, f"{CUSTOMERS}/0")
    assert_head_is_get(api, f"{CUSTOMERS}?page_size=0")
    assert_head_is_get(api, "/api/v1/nowhere")


def assert_head_is_get(api: CheckedClient, path: str) -> None:
    got, head = api.get(path), api.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["Content-Type"] == got.headers["Content-Type"]
    assert head.headers.get("Content-Length", str(len(got.content))) == str(len(got.content))


def allowed(header: str) -> set[str]:
    return {method.strip() for method in header.split(",")}
