"""One request, timed together with the check of its answer: a benchmark of failed requests would look fast."""

from typing import Any

from django.test import Client

PAGE_SIZE = 20


def get_full_page(client: Client, path: str) -> list[dict[str, Any]]:
    """Fail on a short page, too, because it would be cheap."""
    response = client.get(path)
    assert response.status_code == 200, f"{path} was answered {response.status_code}"
    results: list[dict[str, Any]] = response.json()["results"]
    assert len(results) == PAGE_SIZE, f"{path} has {len(results)} rows, not {PAGE_SIZE}"
    return results


def get_customer(client: Client, pk: int) -> None:
    response = client.get(f"/api/v1/customers/{pk}")
    assert response.status_code == 200, f"customer {pk} was answered {response.status_code}"
    assert response.json()["id"] == pk
