"""The documentation page and the specification."""

import httpx


def test_the_documentation_comes_with_its_own_assets(api: httpx.Client) -> None:
    page = api.get("/api/swagger")
    assert page.status_code == 200
    assets = [part.split('"')[0] for part in page.text.split('"/static/')[1:]]
    assert assets
    for asset in assets:
        assert api.get(f"/static/{asset}").status_code == 200


def test_the_specification_documents_queries_and_commands(api: httpx.Client) -> None:
    paths = api.get("/api/openapi.json").json()["paths"]
    assert set(paths["/api/v1/customers"]) == {"get", "post"}
    assert set(paths["/api/v1/customers/{id}"]) == {"get", "put", "patch", "delete"}
    assert len(paths["/api/v1/customers"]["get"]["parameters"]) == 25
