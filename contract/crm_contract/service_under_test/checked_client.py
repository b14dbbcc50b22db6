"""An HTTP client that raises AssertionError for an answer that openapi.yaml does not allow."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import httpx

from crm_contract.oracle.customers import Json
from crm_contract.service_under_test.specification import faults

CUSTOMERS = "/api/v1/customers"
# A filter over 3 million rows without an index takes seconds.
TIMEOUT_S = 60.0


class CheckedClient(httpx.Client):
    """Checks every answer against the specification before the test sees it."""

    def __init__(self, base_url: str) -> None:
        # trust_env: proxies of the environment must not come between the test and the service.
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
        self, method: str, path: str, *, text: str | bytes, content_type: str = "application/json"
    ) -> httpx.Response:
        """Send a body as it is, even one that no JSON library would write."""
        content = text.encode() if isinstance(text, str) else text
        return self.request(method, path, content=content, headers={"Content-Type": content_type})


def media_type(response: httpx.Response) -> str:
    content_type: str = response.headers.get("Content-Type", "")
    return content_type.partition(";")[0].strip()


def error_fields(response: httpx.Response) -> list[str]:
    """Return the fields that a 400 names. Raises AssertionError for another status."""
    assert response.status_code == 400, f"{response.status_code}: {response.text[:500]}"
    return [error["field"] for error in response.json().get("errors", [])]


def _body(response: httpx.Response) -> bytes | str | None:
    """Return the content of JSON, the text of other media types, or None if there must be no body."""
    if response.request.method == "HEAD" or response.status_code in (204, 304):
        assert response.content == b"", "there must be no body"
        return None
    if media_type(response).endswith("json"):
        return response.content
    return response.text
