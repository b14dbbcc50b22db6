"""A service may send an ETag. If it does, the ETag must be right."""

from collections.abc import Callable

import httpx
import pytest
from crm_contract.sample_data.customers import Create
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient

type Ask = Callable[..., httpx.Response]


def asking(api: CheckedClient, path: str) -> Ask:
    def ask(tag: str | None = None) -> httpx.Response:
        return api.get(path, headers={"If-None-Match": tag} if tag else {})

    if "ETag" not in ask().headers:
        pytest.skip("this service sends no ETag")
    return ask


def test_an_unchanged_answer_is_not_sent_again(api: CheckedClient, create: Create, token: str) -> None:
    create(customer_id=token)
    ask = asking(api, f"{CUSTOMERS}?customer_id={token}")
    for _ in range(2):
        answer = ask()
        assert answer.headers["ETag"].startswith('"')
        for tag in (answer.headers["ETag"], f'"x", {answer.headers["ETag"]}', "*"):
            unchanged = ask(tag)
            assert (unchanged.status_code, unchanged.content) == (304, b""), tag
            assert unchanged.headers["ETag"] == answer.headers["ETag"]
        assert ask('"x"').status_code == 200


@pytest.mark.parametrize("path", [f"{CUSTOMERS}?customer_id={{customer_id}}", f"{CUSTOMERS}/{{id}}"])
def test_a_write_changes_the_tag(api: CheckedClient, create: Create, path: str) -> None:
    created = create()
    ask = asking(api, path.format(**created))
    tag = ask().headers["ETag"]
    assert ask(tag).status_code == 304
    api.patch(f"{CUSTOMERS}/{created['id']}", json={"first_name": "Augusta"})
    changed = ask(tag)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_an_error_is_never_a_304(api: CheckedClient) -> None:
    for path in (f"{CUSTOMERS}/0", f"{CUSTOMERS}?page_size=0"):
        assert api.get(path, headers={"If-None-Match": "*"}).status_code in (400, 404)
