"""The service documents itself, and its own specification says what this contract says."""

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from checked_client import CUSTOMERS, CheckedClient
from oracle.parameters import PARAMETERS


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


def test_the_documentation_loads_nothing_from_elsewhere(api: CheckedClient) -> None:
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
