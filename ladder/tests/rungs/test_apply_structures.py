from collections.abc import Callable, Iterator, Sequence

import pytest
from asking import LIST, ask
from crm_ladder.composition import RUNGS
from crm_naive.customers.models import Customer, Relationship
from django.db import connection

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]

type Apply = Callable[[Sequence[str]], None]


@pytest.fixture(autouse=True)
def no_structures_afterwards(apply_structures: Apply) -> Iterator[None]:
    yield
    apply_structures([])


def found(catalogue: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        return [name for (name,) in cursor.fetchall()]


def structures() -> dict[str, list[str]]:
    """Names of all indexes, functions, triggers, extensions, and columns of the customers' tables."""
    return {
        "indexes": found("SELECT indexname FROM pg_indexes WHERE tablename LIKE 'customers_%' ORDER BY 1"),
        "functions": found("SELECT proname FROM pg_proc WHERE proname LIKE 'customers_%' ORDER BY 1"),
        "triggers": found("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"),
        "extensions": found("SELECT extname FROM pg_extension ORDER BY 1"),
        "columns": found(
            "SELECT table_name || '.' || column_name FROM information_schema.columns"
            " WHERE table_name LIKE 'customers_%' ORDER BY 1"
        ),
    }


def test_a_rung_has_its_own_structures_and_no_others(apply_structures: Apply) -> None:
    naive = structures()
    counts = {}
    for rung in RUNGS:
        apply_structures([rung])
        counts[rung] = len(structures()["indexes"]) - len(naive["indexes"])
    assert counts == {
        "prefetch": 0,
        "ordering_indexes": 7,
        "keyset": 0,
        "contains_indexes": 9,
        "search_vector": 1,
        "plain_rows": 0,
        "tuned": 0,
    }
    apply_structures([])
    assert structures() == naive


def test_one_can_be_left_out_whatever_was_there_before(apply_structures: Apply) -> None:
    left_out = [rung for rung in RUNGS if rung != "contains_indexes"]
    apply_structures(left_out)
    expected = structures()
    apply_structures(RUNGS)
    apply_structures(RUNGS)
    assert structures() != expected
    apply_structures(left_out)
    assert structures() == expected


def test_the_vector_can_come_last_or_go_first(apply_structures: Apply) -> None:
    indexes = [rung for rung in RUNGS if rung != "search_vector"]
    apply_structures(RUNGS)
    expected = structures()
    apply_structures(indexes)
    without = structures()
    assert len(expected["indexes"]) == len(without["indexes"]) + 1
    apply_structures(RUNGS)
    assert structures() == expected
    apply_structures(indexes)
    assert structures() == without


def test_customers_of_before_and_after_are_found(apply_structures: Apply) -> None:
    for name in ("Before", "After"):
        customer = Customer.objects.create(customer_id=name, first_name=name, last_name="Ngô हिन्दी")
        Relationship.objects.create(customer=customer)
        apply_structures(["search_vector"])
    for search in ("bef ngô", "aft हिन्दी"):
        results = ask(["search_vector"], f"{LIST}?search={search}").data["results"]
        assert [row["first_name"].lower()[:3] for row in results] == [search[:3]]
