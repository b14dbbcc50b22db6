"""An incomplete request is not executed, even if its beginning could be."""

import json

import pytest
from crm_contract.sample_data.customers import Create, new_customer
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient
from crm_contract.service_under_test.raw_http import exchange

# Headers and content: {size} and {hex} are the size of the body, {more} is one byte more.
CUT_SHORT = {
    "Content-Length, one byte missing": ("Content-Length: {more}", "{body}"),
    "Content-Length, nothing there": ("Content-Length: {size}", ""),
    "Content-Length, leading zeros": ("Content-Length: 000{more}", "{body}"),
    "chunked, no last chunk": ("Transfer-Encoding: chunked", "{hex}\r\n{body}\r\n"),
    "chunked, nothing there": ("Transfer-Encoding: chunked", ""),
    "chunked, no end of the chunk": ("Transfer-Encoding: chunked", "{hex}\r\n{body}"),
    "chunked, half of the last chunk": ("Transfer-Encoding: chunked", "{hex}\r\n{body}\r\n0"),
    "chunked, no end behind the last chunk": ("Transfer-Encoding: chunked", "{hex}\r\n{body}\r\n0\r\n"),
    "chunked, half a trailer": ("Transfer-Encoding: chunked", "{hex}\r\n{body}\r\n0\r\nX-Trailer: a"),
    "chunked, no end behind a trailer": ("Transfer-Encoding: chunked", "{hex}\r\n{body}\r\n0\r\nX-Trailer: a\r\n"),
}


@pytest.mark.parametrize(("framing", "content"), CUT_SHORT.values(), ids=CUT_SHORT)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_an_incomplete_request_is_not_executed(
    api: CheckedClient, create: Create, token: str, method: str, framing: str, content: str
) -> None:
    customer = create()
    target = CUSTOMERS if method == "POST" else f"{CUSTOMERS}/{customer['id']}"
    body = json.dumps(new_customer(last_name=token))
    sizes = {"size": len(body), "more": len(body) + 1, "hex": f"{len(body):x}"}
    head = f"{method} {target} HTTP/1.1\r\nHost: {api.base_url.netloc.decode()}\r\nConnection: close\r\n"
    head += f"Content-Type: application/json\r\n{framing.format(**sizes)}\r\n\r\n"
    answer = exchange(str(api.base_url), (head + content.format(body=body, **sizes)).encode(), and_no_more=True)
    assert answer is None or answer.status == 400
    assert api.customer(customer["id"]).json() == customer
    assert api.list(last_name=token).json()["results"] == []
