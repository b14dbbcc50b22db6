"""The hard queries on few customers, seeded as the many are: what they answer, and by which indexes."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from benchmarks.hard_queries import Asker, HardQuery, Outcome, hard_queries
from crm_optimized.infrastructure.models import Customer
from crm_optimized.infrastructure.read_pool import read_pool
from crm_optimized.infrastructure.search.core import Bounds
from django.conf import settings
from django.core.management import call_command

CUSTOMERS = 4_000

pytestmark = pytest.mark.django_db  # without a test that asks for it, there is no database of the tests

type Ask = Callable[[HardQuery], tuple[Outcome, list[int]]]


@pytest.fixture(scope="module")
def asker(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Asker, asyncio.Runner]]:
    with django_db_blocker.unblock(), asyncio.Runner() as runner:
        call_command("generate_fake_data", customers=CUSTOMERS, workers=1, verbosity=0)
        pool = read_pool(settings.DATABASES["default"], max_size=1)
        runner.run(pool.open())
        with psycopg.connect(**pool.kwargs | {"options": ""}) as plain:
            # So few rows that every step of the search has its turn.
            yield Asker(pool, plain, bounds=Bounds(short_scan=40, cap=5, long_scan=400)), runner
        runner.run(pool.close())
        Customer.objects.all().delete()


@pytest.fixture
def ask(asker: tuple[Asker, asyncio.Runner]) -> Ask:
    """The outcome and what plain SQL says."""
    asking, runner = asker
    return lambda hard: (runner.run(asking.ask(hard, repeats=0, budget_s=0)), asking.expected(hard))


HARD = list(hard_queries())


@pytest.mark.parametrize("hard", HARD, ids=lambda hard: hard.name)
def test_a_hard_query_answers_what_plain_sql_does_and_reads_no_table_whole(hard: HardQuery, ask: Ask) -> None:
    outcome, expected = ask(hard)
    assert outcome.ids == expected
    whole = [scan for plan in outcome.plans for scan in plan.whole]
    assert not whole or hard.group == "beyond_every_index"


def test_every_step_of_the_search_and_every_index_has_its_query(ask: Ask) -> None:
    outcomes = [ask(hard)[0] for hard in HARD]
    assert {len(outcome.plans) for outcome in outcomes} >= {1, 2, 3, 4, 5}
    used = {index for outcome in outcomes for plan in outcome.plans for index in plan.indexes}
    assert not every_index() - used


def every_index() -> set[str]:
    with psycopg.connect(**read_pool(settings.DATABASES["default"], max_size=1).kwargs) as connection:
        rows = connection.execute("SELECT indexname FROM pg_indexes WHERE tablename ~ '^customers_'").fetchall()
    return {name for (name,) in rows}
