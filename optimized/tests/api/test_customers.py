"""The links and the cursors of a page."""

from typing import Any

import httpx
import pytest

from tests.factories import add_customers

LIST = "/api/v1/customers"


def test_links_carry_the_host_that_the_client_used(api: httpx.Client) -> None:
    add_customers(3)
    links = [
        api.get(f"{LIST}?page_size=1", headers={"host": host}).json()["next"] for host in ("localhost", "127.0.0.1")
    ]
    assert [httpx.URL(link).host for link in links] == ["localhost", "127.0.0.1"]


def test_a_cursor_of_another_ordering_filter_or_page_size_is_refused(api: httpx.Client) -> None:
    add_customers(5)
    cursor = httpx.URL(api.get(f"{LIST}?page_size=2").json()["next"]).params["cursor"]
    assert api.get(LIST, params={"cursor": cursor, "page_size": "02"}).status_code == 200
    assert api.get(LIST, params={"cursor": cursor}).status_code == 400
    assert api.get(LIST, params={"cursor": cursor, "page_size": 2, "ordering": "created"}).status_code == 400
    assert api.get(LIST, params={"cursor": cursor, "page_size": 2, "gender": "male"}).status_code == 400


@pytest.mark.parametrize("name", ["LOCALHOST", "localhost", "localhost.", "127.0.0.1:80"])
def test_links_name_the_host_that_was_asked_and_no_other(api: httpx.Client, ada: dict[str, Any], name: str) -> None:
    for number in range(2):
        api.post("/api/v1/customers", json=ada | {"customer_id": f"A-{number}"})
    url = "/api/v1/customers?page_size=1"
    api.get(url)
    for scheme in ("http", "https"):
        headers = {"host": name, "x-forwarded-host": "evil.com", "x-forwarded-proto": scheme}
        outcomes = [api.get(url, headers=headers) for _ in range(2)]
        assert [answer.headers["x-cache"] for answer in outcomes] == ["MISS", "HIT"]
        assert {answer.json()["next"].partition("/api/")[0] for answer in outcomes} == {f"{scheme}://{name}"}
