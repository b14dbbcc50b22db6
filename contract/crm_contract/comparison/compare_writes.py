"""Compare services by the same writes to each of them, with reads in between."""

from collections.abc import Sequence
from itertools import count
from random import Random

from hypothesis import given, seed, settings

from crm_contract.comparison.body_strategies import CUSTOMER_ID, changes, new_bodies
from crm_contract.comparison.compare_drawn import SETTINGS
from crm_contract.comparison.database import MARK
from crm_contract.comparison.lockstep_clients import LockstepClients
from crm_contract.oracle.customers import Customer, Json, as_json
from crm_contract.oracle.parameters import ORDERINGS
from crm_contract.sample_data.customers import unique

# Customers that exist at one time, so that lists of them have several pages and stay short.
MOST_AT_ONCE = 12


def compare_drawn_bodies(clients: LockstepClients, rows: Sequence[Customer], *, examples: int, number: int) -> None:
    """Create, merge, replace and delete with drawn bodies. Raise AssertionError at the first difference."""
    run, numbers = MARK + unique(), count()

    @seed(number)
    @settings(SETTINGS, max_examples=examples)
    @given(new=new_bodies(rows), other=new_bodies(rows), change=changes(rows))
    def compare(*, new: dict[str, Json], other: dict[str, Json], change: dict[str, Json]) -> None:
        customer_id = f"{run}-{next(numbers)}"
        mine = [("customer_id", customer_id)]
        known = clients.create(_named(new, customer_id))
        clients.list(mine)
        if known is None:
            return
        assert clients.create(_named(new, customer_id)) is None
        for method, body in (("PATCH", change), ("PUT", other)):
            clients.ask(method, known, body=_named(body, f"{customer_id}-{method}"))
            clients.ask("GET", known)
            clients.list(mine)
        assert clients.ask("DELETE", known) == 204
        assert clients.ask("GET", known) == 404
        clients.list(mine)

    compare()


def interleave_writes(clients: LockstepClients, rows: Sequence[Customer], *, steps: int, number: int) -> None:
    """Ask for a list after each of many writes to some customers. Raise AssertionError at the first difference."""
    random = Random(number)
    run = MARK + unique()
    there: list[int] = []
    for step in range(steps):
        row = as_json(random.choice(rows)) | {"customer_id": f"{run}-{step}"}
        if not there or (len(there) < MOST_AT_ONCE and random.random() < 0.5):
            created = clients.create(row)
            assert created is not None
            there.append(created)
        elif random.random() < 0.3:
            assert clients.ask("DELETE", there.pop(random.randrange(len(there)))) == 204
        else:
            part = {name: row[name] for name in random.sample(["first_name", "birthday", "address", "relationship"], 2)}
            method, body = random.choice([("PUT", row), ("PATCH", part)])
            assert clients.ask(method, random.choice(there), body=body) == 200
        clients.list([("customer_id", run), *_filters(random, run), ("page_size", random.choice("259"))])
    for known in there:
        clients.ask("DELETE", known)


def _filters(random: Random, run: str) -> list[tuple[str, str]]:
    search = ("search", run.replace("-", " "))
    filters = random.choice([[], [("has_address", "true")], [("points_max", "10")], [search]])
    return [*filters, ("ordering", random.choice(["", "-"]) + random.choice(ORDERINGS))]


def _named(body: dict[str, Json], customer_id: str) -> dict[str, Json]:
    return body | {"customer_id": customer_id} if body.get("customer_id") == CUSTOMER_ID else body
