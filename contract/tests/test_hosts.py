"""A request for another host changes nothing and reads nothing. Only probes may name any host."""

import json

import pytest
from crm_contract.sample_data.customers import Create, new_customer
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient
from crm_contract.service_under_test.raw_http import RawAnswer, exchange

# A placeholder for the host and port of the service.
OURS = "@"
OTHER = "evil.example"

WRONG_HOSTS = {
    "none": [],
    "empty": [""],
    "other": [OTHER],
    "other with the port": [f"{OTHER}:80"],
    "ours twice": [OURS, OURS],
    "ours, then other": [OURS, OTHER],
    "other, then ours": [OTHER, OURS],
    "both in one": [f"{OURS}, {OTHER}"],
    "with a path": [f"{OURS}/"],
    "with a user": [f"user@{OURS}"],
    "with a blank": [f"{OURS} {OTHER}"],
    "with a name before": [f"{OTHER}.{OURS}"],
    "not ASCII": ["\u00e4.example"],
    "NUL": [f"{OURS}\0"],
    "an open bracket": ["[::1"],
    "very long": [f"{'a' * 4_000}.example"],
}


def ask(
    api: CheckedClient, method: str, target: str, hosts: list[str], *, body: bytes = b"", more: str = ""
) -> RawAnswer | None:
    """Send a request with exactly these Host headers."""
    ours = api.base_url.netloc.decode()
    lines = [f"{method} {target} HTTP/1.1", *(f"Host: {host.replace(OURS, ours, 1)}" for host in hosts)]
    lines += ["Connection: close", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    head = "\r\n".join([*lines, *([more] if more else []), "", ""])
    return exchange(str(api.base_url), head.encode("latin-1", "replace") + body)


@pytest.mark.parametrize("hosts", WRONG_HOSTS.values(), ids=WRONG_HOSTS)
def test_a_wrong_host_reads_nothing(api: CheckedClient, create: Create, hosts: list[str]) -> None:
    customer = create()
    one = f"{CUSTOMERS}/{customer['id']}"
    for target in (one, f"{CUSTOMERS}?page_size=1"):
        # After two requests, the answer may be cached.
        assert api.get(target).status_code == api.get(target).status_code == 200
    for target in (one, f"{CUSTOMERS}?page_size=1", "/api/swagger", "/api/openapi.json", "/static/x", "/nope", "/"):
        for method in ("GET", "HEAD"):
            answer = ask(api, method, target, hosts)
            # A server may close the connection if the request is no HTTP.
            assert answer is None or answer.status == 400, target
            assert answer is None or customer["customer_id"].encode() not in answer.body


@pytest.mark.parametrize("hosts", WRONG_HOSTS.values(), ids=WRONG_HOSTS)
def test_a_wrong_host_writes_nothing(api: CheckedClient, create: Create, token: str, hosts: list[str]) -> None:
    customer = create()
    one = f"{CUSTOMERS}/{customer['id']}"
    body = json.dumps(new_customer(last_name=token)).encode()
    for method, target in (("POST", CUSTOMERS), ("PUT", one), ("PATCH", one), ("DELETE", one), ("OPTIONS", one)):
        answer = ask(api, method, target, hosts, body=body)
        assert answer is None or answer.status == 400, method
    assert api.customer(customer["id"]).json() == customer
    assert api.list(last_name=token).json()["results"] == []


@pytest.mark.parametrize("hosts", [[OURS], [OTHER], []], ids=["ours", "other", "none"])
@pytest.mark.parametrize("probe", ["/livez", "/readyz"])
def test_a_probe_may_ask_for_any_host(api: CheckedClient, probe: str, hosts: list[str]) -> None:
    answer = ask(api, "GET", probe, hosts)
    assert answer is not None
    assert (answer.status, answer.body) == (200, b'{"status":"ok"}')


def test_a_forwarded_host_changes_nothing(api: CheckedClient, create: Create, token: str) -> None:
    for _ in range(2):
        create(last_name=token)
    target = f"{CUSTOMERS}?page_size=1&last_name={token}"
    for _ in range(2):
        for field in ("X-Forwarded-Host", "X_Forwarded_Host", "X-Host", "X-Forwarded-Server", "Forwarded"):
            answer = ask(api, "GET", target, [OURS], more=f"{field}: {OTHER}")
            assert answer is not None
            assert answer.status == 200
            assert OTHER.encode() not in answer.body
    assert OTHER not in api.get(target).text


@pytest.mark.parametrize("host", [OTHER, f"user@{OURS}", f"{OTHER}@{OURS}", f"{OURS}:1", ""])
def test_a_target_that_names_another_host_is_refused(api: CheckedClient, create: Create, host: str) -> None:
    customer = create()
    ours = api.base_url.netloc.decode()
    target = f"http://{host.replace(OURS, ours)}{CUSTOMERS}/{customer['id']}"
    for method in ("GET", "DELETE"):
        answer = ask(api, method, target, [OURS])
        assert answer is not None
        assert answer.status == 400
    assert api.customer(customer["id"]).json() == customer


def test_a_target_in_absolute_form_that_names_this_host_is_answered(api: CheckedClient) -> None:
    answer = ask(api, "GET", f"http://{api.base_url.netloc.decode()}{CUSTOMERS}?page_size=1", [OURS])
    assert answer is not None
    assert answer.status == 200
