from typing import Any


def is_problem(response: Any, status: int) -> bool:
    """Assert that the response is a complete problem+json with this status."""
    body = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert (response.status_code, body["type"], body["status"]) == (status, "about:blank", status), body
    assert body["title"] == response.reason_phrase
    assert body["detail"]
    return True
