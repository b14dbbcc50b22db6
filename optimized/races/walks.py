"""Walks from the first page to the last during writes. A walk must meet each row that does not change exactly once."""

import random
import time
from collections import Counter

import msgspec
import psycopg

from races.client import Client, NoAnswer, Servers
from races.versions import STILL_PREFIX, body

# Customers that no client changes.
STILL = 300
PATH = "/api/v1/customers"
ORDERINGS = ("created", "last_updated", "birthday", "first_name", "last_name", "customer_id", "points", "last_activity")
PAGE_SIZES = (7, 20, 50)
# Seconds before a page is asked for again after an error, and seconds between two pages.
RETRY_S = 0.05
PAUSE_S = 0.005

CUSTOMER = """INSERT INTO customers_customer
(customer_id, first_name, last_name, gender, phone_number, birthday, created, last_updated)
VALUES (%(customer_id)s, %(first_name)s, %(last_name)s, %(gender)s, %(phone_number)s, %(birthday)s, now(), now())"""
RELATIONSHIP = """INSERT INTO customers_relationship (customer_id, points, last_activity)
SELECT id, %(points)s, %(last_activity)s FROM customers_customer WHERE customer_id = %(code)s"""


def add_still_customers(database_url: str) -> None:
    """They have versions like the others, and many have the same one, so every ordering mixes them with the others."""
    with psycopg.connect(database_url) as connection:
        for number in range(STILL):
            customer = body(f"{STILL_PREFIX}{number}", number % 60)
            connection.execute(CUSTOMER, customer)
            connection.execute(RELATIONSHIP, {"code": customer["customer_id"], **customer["relationship"]})


class _Row(msgspec.Struct):
    customer_id: str


class _Page(msgspec.Struct):
    next: str | None
    results: list[_Row]


class Walker:
    """`astray` has a sentence for each walk that met a row not exactly once."""

    def __init__(self, servers: Servers, *, seed: int) -> None:
        self._client = Client(servers)
        self.close = self._client.close
        self._draw = random.Random(f"walker {seed}")
        self.walks = 0
        self.astray: list[str] = []
        self._next: str | None = None
        self._query = ""
        self._met: Counter[str] = Counter()

    def __call__(self) -> None:
        """Ask for one page."""
        if self._next is None:
            ordering = self._draw.choice(("", "-")) + self._draw.choice(ORDERINGS)
            self._query = self._next = f"{PATH}?ordering={ordering}&page_size={self._draw.choice(PAGE_SIZES)}"
            self._met.clear()
        try:
            reply = self._client.ask("GET", self._next)
        except NoAnswer:
            reply = None
        if reply is None or reply.status != 200:
            time.sleep(RETRY_S)
            return
        page = msgspec.json.decode(reply.body, type=_Page)
        self._met.update(row.customer_id for row in page.results if row.customer_id.startswith(STILL_PREFIX))
        self._next = page.next and PATH + page.next.partition(PATH)[2]
        if self._next is None:
            self._judge()
        time.sleep(PAUSE_S)

    def _judge(self) -> None:
        self.walks += 1
        wrong = [code for number in range(STILL) if self._met[code := f"{STILL_PREFIX}{number}"] != 1]
        if wrong:
            self.astray.append(f"{self._query}: {len(wrong)} of {STILL} rows, {wrong[0]} {self._met[wrong[0]]} times")
