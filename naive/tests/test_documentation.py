import io
import re

import pytest
from crm_naive.customers.filters import CustomerFilters
from django.core.management import call_command
from django.test import Client
from factories import LIST, Refuse


@pytest.fixture
def specification(client: Client) -> dict:  # type: ignore[type-arg]
    response = client.get("/api/openapi.json")
    assert response["Content-Type"] == "application/json"
    return response.json()  # type: ignore[no-any-return]


def test_the_page_and_all_it_loads_are_served_by_the_service_itself(client: Client, db: None) -> None:
    page = client.get("/api/swagger").content.decode()

    assets = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(assets) >= 3
    for asset in assets:
        assert asset.startswith("/static/")
        response = client.get(asset)
        assert (response.status_code, len(response.getvalue()) > 0) == (200, True)
        response.close()
    assert "http://" not in page
    assert "https://" not in page
    assert "/api/openapi.json" in page


def test_the_specification_lists_every_parameter_of_the_list(specification: dict, db: None, refused: Refuse) -> None:  # type: ignore[type-arg]
    documented = [parameter["name"] for parameter in specification["paths"][LIST]["get"]["parameters"]]

    assert sorted(documented) == sorted([*CustomerFilters.base_filters, "page", "page_size"])
    assert refused("&".join(f"{name}=%00" for name in documented)) == sorted(documented)


def test_the_specification_covers_every_route_and_its_problems(specification: dict) -> None:  # type: ignore[type-arg]
    answers = {
        (path, method): sorted(operation["responses"])
        for path, operations in specification["paths"].items()
        for method, operation in operations.items()
    }

    assert answers == {
        (LIST, "get"): ["200", "400", "404", "503"],
        (LIST, "post"): ["201", "400", "401", "413", "415", "503"],
        (f"{LIST}/{{id}}", "get"): ["200", "404", "503"],
        (f"{LIST}/{{id}}", "put"): ["200", "400", "401", "404", "413", "415", "503"],
        (f"{LIST}/{{id}}", "patch"): ["200", "400", "401", "404", "413", "415", "503"],
        (f"{LIST}/{{id}}", "delete"): ["204", "401", "404", "503"],
    }


def test_the_generator_has_no_warnings() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=io.StringIO())


def test_the_migrations_are_those_of_the_models(db: None) -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=io.StringIO())
