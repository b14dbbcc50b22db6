"""The paging parameter `page`, for services that have it."""

import pytest
from crm_contract.sample_data.customers import Create
from crm_contract.service_under_test.checked_client import CheckedClient, error_fields


@pytest.fixture(scope="module", autouse=True)
def only_where_pages_are_numbered(paging: str) -> None:
    if paging != "page":
        pytest.skip("this service pages by cursor")


def test_count_comes_first_and_counts_everything(api: CheckedClient, create: Create, token: str) -> None:
    for number in range(3):
        create(customer_id=f"{token}-{number}")
    page = api.list(customer_id=token, page_size=2).json()
    assert list(page) == ["count", "next", "previous", "results"]
    assert page["count"] == 3
    assert api.get(page["next"]).json()["count"] == 3


def test_an_empty_list_has_a_first_page(api: CheckedClient, token: str) -> None:
    assert api.results(customer_id=token, page=1) == []
    assert api.results(customer_id=token, page="000000001") == []


@pytest.mark.parametrize("page", ["2", "3", "100", "999999999"])
def test_a_page_beyond_the_end_is_not_found(api: CheckedClient, create: Create, token: str, page: str) -> None:
    create(customer_id=token)
    assert api.list(customer_id=token, page=page).status_code == 404


def test_a_page_whose_rows_were_deleted_is_not_found_and_the_list_begins_again_without_it(
    api: CheckedClient, create: Create, token: str
) -> None:
    rows = [create(customer_id=f"{token}-{number}")["id"] for number in range(5)]
    first = api.list(customer_id=token, page_size=2, ordering="created").json()
    third = api.get(api.get(first["next"]).json()["next"]).json()
    for identity in rows[1:]:
        assert api.delete(f"/api/v1/customers/{identity}").status_code == 204
    assert api.get(first["next"]).status_code == api.get(third["previous"]).status_code == 404
    assert [row["id"] for row in api.results(customer_id=token, page_size=2, ordering="created")] == rows[:1]


@pytest.mark.parametrize(
    "page", ["0", "00", "-1", "+1", "1.0", "1e1", "last", " 1", "1 ", "٣", "1000000000", "9" * 99, "\0"]
)
def test_a_text_that_is_no_page_number_is_refused(api: CheckedClient, page: str) -> None:
    assert error_fields(api.list(page=page)) == ["page"]
