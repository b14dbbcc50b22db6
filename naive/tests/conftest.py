import json
from typing import Any

import pytest
from django.test import Client
from given import LIST, Find, Refuse, Send


@pytest.fixture
def found(client: Client) -> Find:
    """The customer_ids that the list answers, in its order; parameters as keywords."""

    def ask(**parameters: str) -> list[str]:
        response = client.get(LIST, parameters)
        assert response.status_code == 200, response.content
        return [customer["customer_id"] for customer in response.json()["results"]]

    return ask


@pytest.fixture
def refused(client: Client) -> Refuse:
    """The parameters that the list refuses in a query string."""

    def ask(query: str) -> list[str]:
        response = client.get(f"{LIST}?{query}")
        assert response.status_code == 400, response.content
        return [error["field"] for error in response.json()["errors"]]

    return ask


@pytest.fixture
def send(client: Client) -> Send:
    """Send a body, as JSON or, when it is bytes, as it is."""

    def ask(method: str, path: str, body: Any) -> Any:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        # The keyword content_type is dropped by the test client when the body is empty.
        return client.generic(method, path, data=content, CONTENT_TYPE="application/json")

    return ask
