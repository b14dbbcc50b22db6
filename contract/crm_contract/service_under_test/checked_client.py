"""An HTTP client for which an answer that openapi.yaml does not allow is an error."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import httpx

from crm_contract.oracle.customers import Json
from crm_contract.service_under_test.specification import faults

CUSTOMERS = "/api/v1/customers"
TIMEOUT_S = 60.0  # a filter over 3 million rows without an index takes seconds


class CheckedClient(httpx.Client):
    """Every answer is held against the specification before the test sees it."""

    def __init__(self, base_url: str) -> None:
        # Environment proxies would stand between the test and the service.
        super().__init__(base_url=base_url, timeout=TIMEOUT_S, trust_env=False)

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        response = super().send(request, **options)
        response.read()
        found = faults(
            method=request.method,
            path=request.url.path,
            status=response.status_code,
            headers=response.headers,
            media_type=media_type(response),
            body=_body(response),
        )
        assert not found, f"{request.method} {request.url} → {response.status_code}: {'; '.join(found)}"
        return response

    def list(self, **parameters: object) -> httpx.Response:
        return self.list_pairs([(name, str(value)) for name, value in parameters.items()])

    def list_pairs(self, pairs: Sequence[tuple[str, str]]) -> httpx.Response:
        return self.get(f"{CUSTOMERS}?{urlencode(pairs)}" if pairs else CUSTOMERS)

    def results(self, **parameters: object) -> Json:
        response = self.list(**parameters)
        assert response.status_code == 200, response.text
        return response.json()["results"]

    def customer(self, identity: int) -> httpx.Response:
        return self.get(f"{CUSTOMERS}/{identity}")

    def send_json(
        self, method: str, path: str, text: str | bytes, content_type: str = "application/json"
    ) -> httpx.Response:
        """For bodies that no JSON library would write."""
        content = text.encode() if isinstance(text, str) else text
        return self.request(method, path, content=content, headers={"Content-Type": content_type})


def media_type(response: httpx.Response) -> str:
    content_type: str = response.headers.get("Content-Type", "")
    return content_type.partition(";")[0].strip()


def error_fields(response: httpx.Response) -> list[str]:
    """The fields of a 400, as clients rely on them."""
    assert response.status_code == 400, f"{response.status_code}: {response.text[:500]}"
    return [error["field"] for error in response.json().get("errors", [])]


def _body(response: httpx.Response) -> Json:
    if response.request.method == "HEAD" or response.status_code in (204, 304):
        assert response.content == b"", "there must be no body"
        return None
    if media_type(response).endswith("json"):
        return json.loads(response.content)
    return response.text
