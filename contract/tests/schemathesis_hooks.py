"""What schemathesis must not do to the data of the service: it changes and deletes its own customers alone."""

import atexit
import re
import secrets
from typing import Any

import requests
import schemathesis
from crm_contract.service_under_test.checked_client import CUSTOMERS

LARGEST_ID_THAT_MAY_EXIST = 10**12

_own: list[str] = []  # the address of the customer that writes go to, until one deletes it


@schemathesis.hook
def before_call(context: Any, case: Any, **options: Any) -> None:
    """A write to an id that could be somebody's gets the own one."""
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
