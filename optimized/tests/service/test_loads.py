"""generate_fake_data while the service runs: the next read shows the loaded customers."""

import threading

import httpx
from crm_optimized.infrastructure.models import Customer, Relationship
from django.core.management import call_command

FIRST_PAGE = "/api/v1/customers?ordering=-points&page_size=1"


def best_customer(api: httpx.Client) -> tuple[str, str]:
    response = api.get(FIRST_PAGE)
    return response.json()["results"][0]["customer_id"], response.headers["x-cache"]


def test_after_a_load_no_read_shows_the_customers_that_it_replaced(api: httpx.Client) -> None:
    old = Customer.objects.create(customer_id="old", first_name="Old", last_name="Customer")
    Relationship.objects.create(customer=old, points=2_000_000_000)
    assert [best_customer(api) for _ in range(2)] == [("old", "MISS"), ("old", "HIT")]
    over = threading.Event()

    def read_meanwhile() -> None:
        """Answers in the middle of the load are cached, too."""
        with httpx.Client(base_url=api.base_url, timeout=30) as reader:
            while not over.is_set():
                reader.get(FIRST_PAGE)

    reader = threading.Thread(target=read_meanwhile)
    reader.start()
    try:
        call_command("generate_fake_data", customers=100, workers=1, replace=True)
        best, _ = best_customer(api)
    finally:
        over.set()
        reader.join()
    assert best == Customer.objects.order_by("-relationship__points", "-id")[0].customer_id != "old"
