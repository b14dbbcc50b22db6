"""Hooks that protect the service's data: schemathesis changes and deletes only its own customers."""

import atexit
import re
import secrets
from typing import Any

import requests
import schemathesis
from crm_contract.service_under_test.checked_client import CUSTOMERS

LARGEST_ID_THAT_MAY_EXIST = 10**12

# The URL of the customer that receives the writes, until one of them deletes it.
_own: list[str] = []


@schemathesis.hook
def before_call(context: Any, case: Any, **options: Any) -> None:
    """Redirect a write to an id that may exist to schemathesis' own customer."""
    identity = str((case.path_parameters or {}).get("id", ""))
    if case.method not in ("PUT", "PATCH", "DELETE") or not re.fullmatch("[0-9]+", identity):
        return
    if int(identity) <= LARGEST_ID_THAT_MAY_EXIST:
        if not _own:
            body = {"customer_id": secrets.token_hex(8), "first_name": "Schema", "last_name": "Thesis"}
            answer = requests.post(str(case.operation.base_url).rstrip("/") + CUSTOMERS, json=body, timeout=60)
            answer.raise_for_status()
            _own.append(answer.headers["Location"])
        case.path_parameters["id"] = int(_own[0].rpartition("/")[2])


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    if case.method == "POST" and response.status_code == 201:
        requests.delete(response.headers["location"][0], timeout=60)
    elif case.method == "DELETE" and response.status_code == 204:
        _own.clear()


@atexit.register
def leave_nothing_behind() -> None:
    for address in _own:
        requests.delete(address, timeout=60)
