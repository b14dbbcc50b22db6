"""The same writes to both services and to the reference: every answer, and every read in between, stays alike."""

from collections.abc import Iterator
from itertools import count
from random import Random

import pytest
from comparison.bodies import CUSTOMER_ID, changes, new_bodies
from comparison.contender import Contender
from comparison.database import MARK
from comparison.everyone import Everyone
from comparison.loaded import Data
from comparison.tricky_rows import tricky_customers
from hypothesis import HealthCheck, given, seed, settings
from oracle.customers import Json, as_json
from oracle.parameters import ORDERINGS
from reference.paging import PageNumbers
from reference.server import serve
from reference.service import Service
from sample_customers import unique

ROWS = tricky_customers()
BODIES = 150
WRITES = 120


@pytest.fixture(scope="module")
def everyone(contenders: list[Contender], data: Data) -> Iterator[Everyone]:
    """The reference comes first: it knows what the contract says."""
    with serve(Service(PageNumbers())) as url, Contender("the reference", url) as reference:
        yield Everyone([reference, *contenders])


def named(body: dict[str, Json], customer_id: str) -> dict[str, Json]:
    return body | {"customer_id": customer_id} if body.get("customer_id") == CUSTOMER_ID else body


def test_every_drawn_body_is_answered_alike(everyone: Everyone, pytestconfig: pytest.Config) -> None:
    run, numbers = unique(), count()

    @seed(pytestconfig.getoption("seed"))
    @settings(max_examples=BODIES, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(new=new_bodies(ROWS), other=new_bodies(ROWS), change=changes(ROWS))
    def compare(new: dict[str, Json], other: dict[str, Json], change: dict[str, Json]) -> None:
        customer_id = f"{MARK}{run}-{next(numbers)}"
        mine = [("customer_id", customer_id)]
        number = everyone.create(named(new, customer_id))
        everyone.list(mine)
        if number is None:
            return
        assert everyone.create(named(new, customer_id)) is None
        for method, body in (("PATCH", change), ("PUT", other)):
            everyone.ask(method, number, named(body, f"{customer_id}-{method}"))
            everyone.ask("GET", number)
            everyone.list(mine)
            everyone.list([("search", customer_id.replace("-", " "))])
        assert everyone.ask("DELETE", number) == 204
        assert everyone.ask("GET", number) == 404
        everyone.list(mine)

    compare()


def test_lists_stay_alike_between_interleaved_writes(everyone: Everyone, pytestconfig: pytest.Config) -> None:
    random = Random(pytestconfig.getoption("seed"))
    run = MARK + unique()
    there: list[int] = []
    for step in range(WRITES):
        row = as_json(random.choice(ROWS)) | {"customer_id": f"{run}-{step}"}
        if not there or (len(there) < 12 and random.random() < 0.5):
            number = everyone.create(row)
            assert number is not None
            there.append(number)
        elif random.random() < 0.3:
            assert everyone.ask("DELETE", there.pop(random.randrange(len(there)))) == 204
        else:
            part = {name: row[name] for name in random.sample(["first_name", "birthday", "address", "relationship"], 2)}
            method, body = random.choice([("PUT", row), ("PATCH", part)])
            assert everyone.ask(method, random.choice(there), body) == 200
        filters = random.choice(
            [[], [("has_address", "true")], [("points_max", "10")], [("search", run.replace("-", " "))]]
        )
        ordering = random.choice(["", "-"]) + random.choice(ORDERINGS)
        everyone.list([("customer_id", run), *filters, ("ordering", ordering), ("page_size", random.choice("259"))])
    for number in there:
        everyone.ask("DELETE", number)
