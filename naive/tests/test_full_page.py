"""The benchmarks fail if a request fails or its page is not full."""

import pytest
from django.test import Client
from factories import LIST, a_customer
from full_page import PAGE_SIZE, get_customer, get_full_page

pytestmark = pytest.mark.django_db


def test_a_full_page_passes() -> None:
    for _ in range(PAGE_SIZE):
        a_customer()

    assert len(get_full_page(Client(), LIST)) == PAGE_SIZE


def test_an_empty_page_fails() -> None:
    with pytest.raises(AssertionError, match="has 0 rows, not 20"):
        get_full_page(Client(), LIST)


def test_a_short_page_fails() -> None:
    a_customer()

    with pytest.raises(AssertionError, match="has 1 rows, not 20"):
        get_full_page(Client(), LIST)


def test_an_error_fails() -> None:
    with pytest.raises(AssertionError, match="was answered 400"):
        get_full_page(Client(), f"{LIST}?page_size=0")
    with pytest.raises(AssertionError, match="was answered 404"):
        get_customer(Client(), 1)
