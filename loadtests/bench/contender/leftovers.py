"""Delete the customers that an interrupted write scenario left, so that the data are again those that were seeded.

The API's filter finds `bench-` anywhere in a customer_id, in upper or lower case, so it also finds other customers.
Only customers that look in every part like those of k6/lib/customer_life.js are deleted.
"""

import re
from typing import Any

from bench.customers_api import CUSTOMERS, STEP_ROWS
from bench.http_client import Client, path_of
from bench.load.iterations import CHANGED, CREATED

PREFIX = "bench-"
CODE = re.compile(r"bench-[0-9A-Za-z_.-]{1,20}-\d+", re.ASCII)


def remove_leftovers(client: Client) -> int:
    """The number of customers that were deleted."""
    found, path = list[str](), f"{CUSTOMERS}?customer_id={PREFIX}&page_size={STEP_ROWS}"
    while path:
        page = client.json(path)
        found += [f"{CUSTOMERS}/{customer['id']}" for customer in page["results"] if _is_ours(customer)]
        path = path_of(page["next"]) if page["next"] else ""
    for customer in found:
        client.delete(customer)
    return len(found)


def _is_ours(customer: dict[str, Any]) -> bool:
    return (
        CODE.fullmatch(customer["customer_id"]) is not None
        and customer["last_name"] in (CREATED["last_name"], CHANGED["last_name"])
        and all(customer[name] == CREATED[name] for name in ("first_name", "gender", "birthday"))
    )
