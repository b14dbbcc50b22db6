"""Customers that an interrupted write scenario left behind are deleted, so that the data is again what was seeded."""

from bench.http_client import Client
from bench.pages import CUSTOMERS, STEP_ROWS

PREFIX = "bench-"  # as in k6/lib/customer_life.js


def remove_leftovers(client: Client) -> int:
    removed = 0
    while found := client.json(f"{CUSTOMERS}?customer_id={PREFIX}&page_size={STEP_ROWS}")["results"]:
        for customer in found:
            client.delete(f"{CUSTOMERS}/{customer['id']}")
        removed += len(found)
    return removed
