"""The service documents itself, and its own specification agrees with this contract."""

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from crm_contract.oracle.parameters import PARAMETERS
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient


def own_specification(api: CheckedClient) -> Any:
    return api.get("/api/openapi.json").json()


def test_the_documentation_is_a_page_whose_assets_the_service_has(api: CheckedClient) -> None:
    page = api.get("/api/swagger")
    assert page.status_code == 200
    assets = re.findall(r"""(?:src|href)=["']([^"'#]+)["']""", page.text)
    assets = [asset for asset in assets if not asset.startswith("data:")]
    assert assets
    with httpx.Client(timeout=10, trust_env=False) as client:
        for asset in assets:
            url = urljoin(str(page.url), asset)
            assert urlsplit(url).netloc == urlsplit(str(page.url)).netloc, asset
            assert client.get(url).status_code == 200, asset


def test_the_documentation_loads_nothing_from_other_hosts(api: CheckedClient) -> None:
    assert not re.findall(
        r"""["'](?:https?:)?//(?!127\.0\.0\.1|localhost)[^"']+\.(?:js|css|png|svg)""", api.get("/api/swagger").text
    )


def test_the_specification_has_every_path_and_method(api: CheckedClient) -> None:
    paths = own_specification(api)["paths"]
    assert {"get", "post"} <= paths[CUSTOMERS].keys()
    one = next(operations for path, operations in paths.items() if re.fullmatch(rf"{CUSTOMERS}/{{\w+}}", path))
    assert {"get", "put", "patch", "delete"} <= one.keys()


def test_the_specification_has_every_parameter_of_the_list_and_no_other(api: CheckedClient, paging: str) -> None:
    specification = own_specification(api)
    shared = specification.get("components", {}).get("parameters", {})
    parameters = [
        shared[parameter["$ref"].rpartition("/")[2]] if "$ref" in parameter else parameter
        for parameter in specification["paths"][CUSTOMERS]["get"]["parameters"]
    ]
    assert {parameter["name"] for parameter in parameters if parameter["in"] == "query"} == {*PARAMETERS, paging}


def operations(specification: Any) -> list[tuple[str, Any]]:
    return [
        (method, operation)
        for path, methods in specification["paths"].items()
        if path.startswith(CUSTOMERS)
        for method, operation in methods.items()
        if method in ("get", "post", "put", "patch", "delete")
    ]


def test_swagger_can_send_the_token_of_writes(api: CheckedClient) -> None:
    """The token is optional: the page is the same for a service without one."""
    specification = own_specification(api)
    scheme = specification["components"]["securitySchemes"]["bearer"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    for method, operation in operations(specification):
        assert operation.get("security") == (None if method == "get" else [{}, {"bearer": []}]), method


def test_the_specification_is_the_same_from_every_process(api: CheckedClient) -> None:
    """Each request has a new connection, so that more than one worker answers."""
    found = set()
    for _ in range(20):
        with httpx.Client(base_url=api.base_url, timeout=10, trust_env=False) as client:
            found.add(client.get("/api/openapi.json").text)
    assert len(found) == 1


def test_errors_are_specified_as_they_are_sent(api: CheckedClient) -> None:
    specification = own_specification(api)
    shared = specification["components"].get("responses", {})
    for method, operation in operations(specification):
        for status, response in operation["responses"].items():
            if status >= "400":
                response = shared[response["$ref"].rpartition("/")[2]] if "$ref" in response else response  # noqa: PLW2901
                assert list(response["content"]) == ["application/problem+json"], (method, status)


def test_no_operation_has_a_random_name(api: CheckedClient) -> None:
    names = [operation["operationId"] for _, operation in operations(own_specification(api))]
    assert len(set(names)) == len(names) == 6
    assert all(re.fullmatch("[a-zA-Z_]+", name) for name in names)
