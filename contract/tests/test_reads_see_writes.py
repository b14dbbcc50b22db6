"""A read after a write shows the write, however often the same was read before."""

from crm_contract.oracle.customers import Json
from crm_contract.sample_data.customers import Create, new_address, whole_customer
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient


class Reader:
    """Reads the customers of one test in every way, each twice, so that a cache answers the second time."""

    def __init__(self, api: CheckedClient, token: str) -> None:
        self._api = api
        self._token = token

    def sees(self, *customers: Json) -> None:
        newest_first = sorted(customers, key=lambda customer: customer["created"], reverse=True)
        by_points = sorted(customers, key=lambda customer: (customer["relationship"]["points"], customer["id"]))
        for _ in range(2):
            assert self._api.results(customer_id=self._token) == newest_first
            assert self._api.results(search=self._token) == newest_first
            assert self._api.results(customer_id=self._token, ordering="points") == by_points
            for customer in customers:
                assert self._api.customer(customer["id"]).json() == customer


def test_reads_see_a_customer_that_was_created(api: CheckedClient, create: Create, token: str) -> None:
    reader = Reader(api, token)
    reader.sees()
    first = create(customer_id=f"{token}-1", relationship={"points": 2})
    reader.sees(first)
    reader.sees(create(customer_id=f"{token}-2", relationship={"points": 1}), first)


def test_the_unfiltered_list_begins_with_the_newest(api: CheckedClient, create: Create) -> None:
    for _ in range(2):
        api.list()
    created = create()
    for _ in range(2):
        assert created in api.results(ordering="-created", page_size=100)
        assert created in api.results(page_size=100)


def test_reads_see_a_customer_that_was_replaced(api: CheckedClient, create: Create, token: str) -> None:
    reader = Reader(api, token)
    other = create(customer_id=f"{token}-other", relationship={"points": 5})
    created = create(customer_id=f"{token}-1")
    reader.sees(created, other)
    body = whole_customer(customer_id=f"{token}-2")
    replaced = api.put(f"{CUSTOMERS}/{created['id']}", json=body).json()
    reader.sees(replaced, other)


def test_reads_see_every_part_that_was_merged(api: CheckedClient, create: Create, token: str) -> None:
    reader = Reader(api, token)
    created = create(customer_id=token)
    for change in (
        {"first_name": "Augusta"},
        {"relationship": {"points": 9}},
        {"address": new_address()},
        {"address": {"city": "Bath"}},
        {"address": None},
        {"relationship": {"last_activity": "2024-01-01T00:00:00Z"}},
    ):
        reader.sees(created)
        created = api.patch(f"{CUSTOMERS}/{created['id']}", json=change).json()
    reader.sees(created)


def test_reads_do_not_see_a_customer_that_was_deleted(api: CheckedClient, create: Create, token: str) -> None:
    reader = Reader(api, token)
    stays, goes = create(customer_id=f"{token}-1"), create(customer_id=f"{token}-2")
    reader.sees(stays, goes)
    api.delete(f"{CUSTOMERS}/{goes['id']}")
    reader.sees(stays)


def test_search_follows_every_searchable_field(api: CheckedClient, create: Create, token: str) -> None:
    """A search index that misses a field, or keeps an old value, fails here."""
    created = create(address=new_address())
    path = f"{CUSTOMERS}/{created['id']}"
    for field in ("first_name", "last_name", "customer_id", "phone_number"):
        word = f"{token}{field[:3]}"
        assert api.results(search=word) == []
        before = api.patch(path, json={field: word}).json()
        assert api.results(search=word) == [before]
        api.patch(path, json={field: "elsewhere" if field != "customer_id" else f"{token[::-1]}"})
        assert api.results(search=word) == []
    for field in ("street", "city", "city_code", "country"):
        word = f"{token}{field[:2]}"
        assert api.results(search=word) == []
        before = api.patch(path, json={"address": {field: word}}).json()
        assert api.results(search=word) == [before]
        api.patch(path, json={"address": {field: "elsewhere"}})
        assert api.results(search=word) == []
    api.patch(path, json={"address": {"city": token}})
    assert len(api.results(search=token)) == 1
    api.patch(path, json={"address": None})
    assert api.results(search=token) == []


def test_every_filter_follows_a_write(api: CheckedClient, create: Create, token: str) -> None:
    created = create(customer_id=token)
    path = f"{CUSTOMERS}/{created['id']}"
    for change, filters in (
        ({"gender": "other"}, {"gender": "other"}),
        ({"birthday": "1901-02-03"}, {"birthday_before": "1901-02-03", "birthday_after": "1901-02-03"}),
        ({"relationship": {"points": 77}}, {"points_min": 77, "points_max": 77}),
        ({"address": new_address()}, {"has_address": "true"}),
        ({"address": {"street_number": "99z"}}, {"street_number": "99Z"}),
    ):
        assert api.results(customer_id=token, **filters) == []
        changed = api.patch(path, json=change).json()
        assert api.results(customer_id=token, **filters) == [changed]
