import pytest
from crm_contract.oracle.customers import Customer
from crm_contract.oracle.lists import Oracle
from crm_contract.oracle.parameters import Query, parse_query
from crm_contract.oracle.values import Invalid
from crm_contract.reference_service.paging import Keyset, NoSuchPage, PageNumbers, Paging
from crm_contract.sample_data.tricky_rows import tricky_customers

QUERY = parse_query([("ordering", "birthday"), ("page_size", "3")])
assert isinstance(QUERY, Query)
ROWS = Oracle(tricky_customers(10)).select(QUERY)


def walk(paging: Paging, query: Query) -> list[Customer]:
    page = paging.page(query, ROWS, value="")
    found = list(page.rows)
    while page.next:
        page = paging.page(query, ROWS, value=page.next)
        found += page.rows
    back = list(page.rows)
    while page.previous:
        page = paging.page(query, ROWS, value=page.previous)
        back = [*page.rows, *back]
    assert back == found
    return found


@pytest.mark.parametrize("paging", [PageNumbers(), Keyset()], ids=lambda paging: paging.parameter)
def test_a_walk_to_the_end_and_back_has_every_row_once(paging: Paging) -> None:
    assert isinstance(QUERY, Query)
    assert walk(paging, QUERY) == ROWS


def test_a_page_beyond_the_end_does_not_exist() -> None:
    assert isinstance(QUERY, Query)
    with pytest.raises(NoSuchPage):
        PageNumbers().page(QUERY, ROWS, value="5")


def test_a_cursor_of_another_list_is_invalid() -> None:
    paging, other = Keyset(), parse_query([("ordering", "points"), ("page_size", "3")])
    assert isinstance(QUERY, Query)
    assert isinstance(other, Query)
    cursor = paging.page(QUERY, ROWS, value="").next
    with pytest.raises(Invalid):
        paging.page(other, ROWS, value=cursor or "")
    with pytest.raises(Invalid):
        paging.page(QUERY, ROWS, value="made up")


def test_an_empty_page_leads_back_to_the_remaining_rows() -> None:
    paging = Keyset()
    assert isinstance(QUERY, Query)
    cursor = paging.page(QUERY, ROWS, value="").next or ""
    empty = paging.page(QUERY, ROWS[:3], value=cursor)
    assert (empty.rows, empty.next) == ((), None)
    assert paging.page(QUERY, ROWS[:3], value=empty.previous or "").rows == ROWS[:3]
