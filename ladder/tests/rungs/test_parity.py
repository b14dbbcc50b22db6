"""Drawn questions about the contract's tricky rows: every rung, and ninja, answer as the oracle says.

The structures of all rungs are there. They change no answer, and the rows are loaded once.
"""

import json
import os
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import pytest
from asking import LIST, ask
from crm_contract.comparison.canonical import canonical
from crm_contract.comparison.compare_drawn import SETTINGS
from crm_contract.comparison.database import load, unload
from crm_contract.comparison.differences import Example
from crm_contract.comparison.judge import OracleJudge
from crm_contract.comparison.query_strategies import examples
from crm_contract.oracle.customers import Customer
from crm_contract.oracle.lists import Oracle
from crm_contract.oracle.parameters import ORDERINGS, parse_query
from crm_contract.sample_data.tricky_rows import tricky_customers
from crm_ladder.composition import RUNGS
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django_redis import get_redis_connection
from hypothesis import given, seed, settings

pytestmark = [pytest.mark.servers, pytest.mark.django_db]

# About 100 of the 5 000 rows, with ties and NULLs in every column that orders.
FEW = (("phone_number", "555_010"), ("gender", "other"))
PAGE_SIZE = 17
# Naive, and the service on each rung.
LADDER = [RUNGS[:n] for n in range(len(RUNGS) + 1)]


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Customer]]:
    """Committed, because COPY needs a connection of its own."""
    rows = tricky_customers()
    with django_db_blocker.unblock():
        apply_structures(RUNGS)
        url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}"))
        load(url, rows)
        yield rows
        unload(url, rows)
        apply_structures([])


@pytest.fixture(scope="module")
def oracle(rows: list[Customer]) -> Oracle:
    return Oracle(rows)


def apply_structures(rungs: Sequence[str]) -> None:
    with override_settings(LADDER_RUNGS=list(rungs)):
        call_command("apply_structures", verbosity=0)


def compare_drawn(rows: list[Customer], ladder: Sequence[Sequence[str]], *, oracle: Oracle, count: int) -> None:
    def each_answers_as_the_oracle(example: Example) -> None:
        compare(example, ladder, oracle=oracle)

    seed(1)(settings(SETTINGS, max_examples=count)(given(examples(rows))(each_answers_as_the_oracle)))()


def compare(example: Example, ladder: Sequence[Sequence[str]], *, oracle: Oracle) -> None:
    """Asks the service on all rungs twice, so that the second answer comes out of the cache, and ninja."""
    get_redis_connection("default").flushdb()
    expected = OracleJudge(oracle).walk(example.pairs, example.moves)
    for rungs in [*ladder, RUNGS]:
        assert walk(partial(ask, rungs), example) == expected, (rungs, str(example))
    get_redis_connection("default").flushdb()
    with override_settings(ROOT_URLCONF="crm_ladder.frameworks.ninja"):
        assert walk(lambda url: Client().get(url.replace("/api/", "/", 1)), example) == expected, f"ninja: {example}"


def walk(asked: Any, example: Example) -> list[bytes]:
    """The canonical first page, and the pages that the moves lead to. A move without a link has no page."""
    response = asked(f"{LIST}?{urlencode(example.pairs)}")
    pages = [canonical(response.status_code, response.content)]
    for move in example.moves:
        link = json.loads(response.content)[move] if response.status_code == 200 else None
        if link:
            response = asked(link)
            pages.append(canonical(response.status_code, response.content))
    return pages


def test_60_drawn_questions_have_the_oracles_answer_on_all_rungs(
    rows: list[Customer], oracle: Oracle, *, cache_url: str
) -> None:
    compare_drawn(rows, [RUNGS], oracle=oracle, count=60)


@pytest.mark.parametrize("ordering", [sign + column for sign in ("", "-") for column in ORDERINGS])
def test_a_walk_to_the_end_and_back_has_the_oracles_pages(ordering: str, oracle: Oracle, *, cache_url: str) -> None:
    pairs = (*FEW, ("ordering", ordering), ("page_size", str(PAGE_SIZE)))
    turns = len(oracle.select(parse_query(pairs))) // PAGE_SIZE
    assert turns >= 4
    compare(Example(pairs, ("next",) * turns + ("previous",) * turns), [RUNGS], oracle=oracle)


@pytest.mark.slow
def test_500_drawn_questions_have_the_oracles_answer_on_each_rung(
    rows: list[Customer], oracle: Oracle, *, cache_url: str
) -> None:
    compare_drawn(rows, LADDER, oracle=oracle, count=500)
