"""`pytest optimized/benchmarks --benchmark-only`: one request, from the ASGI call to the last byte."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
import redis

from benchmarks.conftest import full_page

pytestmark = pytest.mark.django_db  # a database of the tests' own

LIST = "/api/v1/customers"
SCENARIOS = {
    "list": "page_size=20",
    "filter": "city=berlin&gender=female",
    "search": "search=smith",
    "sort": "ordering=birthday",
}

type Get = Callable[[str], tuple[int, bytes]]


@pytest.mark.parametrize("query", SCENARIOS.values(), ids=SCENARIOS.keys())
def test_a_page_that_is_computed(query: str, get: Get, cache: redis.Redis, benchmark: Any) -> None:
    """Every round begins with an empty cache, emptied outside the measured time."""
    url = f"{LIST}?{query}"
    full_page(
        benchmark.pedantic(get, args=(url,), setup=lambda: cache.flushdb() and None, rounds=200, warmup_rounds=20)
    )


@pytest.mark.parametrize("query", SCENARIOS.values(), ids=SCENARIOS.keys())
def test_a_page_out_of_the_cache(query: str, get: Get, benchmark: Any) -> None:
    url = f"{LIST}?{query}"
    full_page(get(url))
    full_page(benchmark(get, url))


def test_one_customer_out_of_the_cache(get: Get, benchmark: Any) -> None:
    customer = msgspec.json.decode(get(LIST)[1])["results"][0]
    status, body = benchmark(get, f"{LIST}/{customer['id']}")
    assert status == 200
    assert msgspec.json.decode(body) == customer


def test_a_benchmark_of_an_empty_page_or_an_error_fails(get: Get) -> None:
    with pytest.raises(AssertionError):
        full_page(get(f"{LIST}?first_name=nobody"))
    with pytest.raises(AssertionError):
        full_page(get(f"{LIST}?page_size=0"))
