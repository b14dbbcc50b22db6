"""Two writes of one customer at the same moment have the outcome of one after the other. None is lost or a 5xx.

`--repetitions 60` sends each pair often enough to meet rare interleavings.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations_with_replacement
from threading import Barrier
from typing import Any

import httpx
import pytest
from crm_contract.oracle.customers import Json
from crm_contract.oracle.serial_orders import ROW, Outcome, Write, outcome, written
from crm_contract.sample_data.customers import Create, from_json, new_address, new_customer, unique, whole_customer
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient, error_fields


@dataclass(frozen=True, slots=True)
class Words:
    """The values that bodies use."""

    writer: str
    # The customer_id of the customer.
    own: str
    # A customer_id that no customer has.
    free: str


type Body = Callable[[Words], Json]


def patch(member: str, value: Callable[[str], Json]) -> tuple[str, Body]:
    """Return a PATCH of one member, such as `address.city`. `value` makes its value of the writer's name."""
    outer, _, inner = member.partition(".")
    return "PATCH", lambda words: {outer: {inner: value(words.writer)} if inner else value(words.writer)}


def text(writer: str) -> str:
    return f"by {writer}"


FIRST, SECOND = "first", "second"
KINDS: dict[str, tuple[str, Body]] = {
    "create": ("POST", lambda words: whole_customer(customer_id=words.free, last_name=words.writer)),
    "create with its customer_id": ("POST", lambda words: new_customer(customer_id=words.own, last_name=words.writer)),
    "put": ("PUT", lambda words: whole_customer(customer_id=words.own, last_name=words.writer)),
    "put with a new customer_id": ("PUT", lambda words: new_customer(customer_id=words.free, last_name=words.writer)),
    "customer_id": ("PATCH", lambda words: {"customer_id": words.free}),
    "first_name": patch("first_name", text),
    "last_name": patch("last_name", text),
    "gender": patch("gender", {FIRST: "male", SECOND: "other"}.__getitem__),
    "phone_number": patch("phone_number", text),
    "birthday": patch("birthday", {FIRST: "1900-01-01", SECOND: None}.__getitem__),
    "address": patch("address", lambda writer: new_address(city=text(writer))),
    "address null": patch("address", lambda _: None),
    **{f"address.{part}": patch(f"address.{part}", text) for part in new_address()},
    "relationship.points": patch("relationship.points", {FIRST: 1, SECOND: 2}.__getitem__),
    "relationship.last_activity": patch(
        "relationship.last_activity", {FIRST: "2001-01-01T00:00:00.000000Z", SECOND: None}.__getitem__
    ),
    "delete": ("DELETE", lambda _: None),
}


class Pair:
    """Two clients, each with its own thread and connection."""

    def __init__(self, base_url: str, threads: ThreadPoolExecutor) -> None:
        self.clients = [CheckedClient(base_url) for _ in range(2)]
        self._threads = threads
        self._start = Barrier(2)

    def send(self, *requests: tuple[str, str, Json]) -> list[httpx.Response]:
        """Send two requests at the same time: method, path and body of each."""
        return list(self._threads.map(self._send, self.clients, requests))

    def _send(self, client: CheckedClient, request: tuple[str, str, Json]) -> httpx.Response:
        method, path, body = request
        self._start.wait()
        return client.request(method, path, **({} if body is None else {"json": body}))


@pytest.fixture(scope="module")
def pair(base_url: str) -> Iterator[Pair]:
    with ThreadPoolExecutor(2) as threads:
        pair = Pair(base_url, threads)
        yield pair
        for client in pair.clients:
            client.close()


@pytest.fixture
def repetitions(pytestconfig: pytest.Config) -> range:
    return range(pytestconfig.getoption("repetitions"))


@pytest.mark.parametrize(("one", "other"), list(combinations_with_replacement(KINDS, 2)))
def test_two_writes_at_once_have_the_outcome_of_one_after_the_other(
    api: CheckedClient, create: Create, pair: Pair, repetitions: range, one: str, other: str
) -> None:
    for repetition in repetitions:
        row = create(**whole_customer(**({} if repetition % 2 else {"address": None})))
        free = unique()
        writes = []
        for writer, kind in ((FIRST, one), (SECOND, other)):
            method, body = KINDS[kind]
            writes.append(Write(name=writer, method=method, body=body(Words(writer, row["customer_id"], free))))
        answers = _sent(pair, row, writes)
        state = _found(api, row, answers)
        seen = _seen(answers, state)
        orders = [(writes[0], writes[1]), (writes[1], writes[0])]
        expected = [outcome({ROW: from_json(row)}, *order) for order in orders]
        assert seen in expected
        assert any(
            _moves([row, *(answers[write.name].json() for write in order if _changed(answers[write.name]))], state)
            for order, wanted in zip(orders, expected, strict=True)
            if wanted == seen
        ), "last_updated does not follow the writes"


def test_two_customers_cannot_take_each_others_customer_id(
    api: CheckedClient, create: Create, pair: Pair, repetitions: range
) -> None:
    for repetition in repetitions:
        one, other = create(**whole_customer()), create(**whole_customer())
        method, rest = ("PATCH", {}) if repetition % 2 else ("PUT", new_customer())
        answers = pair.send(
            (method, f"{CUSTOMERS}/{one['id']}", {**rest, "customer_id": other["customer_id"]}),
            (method, f"{CUSTOMERS}/{other['id']}", {**rest, "customer_id": one["customer_id"]}),
        )
        assert [error_fields(answer) for answer in answers] == [["customer_id"]] * 2
        assert [api.customer(customer["id"]).json() for customer in (one, other)] == [one, other]


def test_of_two_customers_that_take_one_customer_id_at_once_one_gets_it(
    api: CheckedClient, create: Create, pair: Pair, repetitions: range
) -> None:
    for _ in repetitions:
        rows, wanted = [create(), create()], unique()
        answers = pair.send(*(("PATCH", f"{CUSTOMERS}/{row['id']}", {"customer_id": wanted}) for row in rows))
        assert sorted(answer.status_code for answer in answers) == [200, 400]
        assert len(api.results(customer_id=wanted)) == 1


def _sent(pair: Pair, row: Json, writes: list[Write]) -> Mapping[str, httpx.Response]:
    path = f"{CUSTOMERS}/{row['id']}"
    requests = [(write.method, CUSTOMERS if write.method == "POST" else path, write.body) for write in writes]
    return dict(zip([write.name for write in writes], pair.send(*requests), strict=True))


def _found(api: CheckedClient, row: Json, answers: Mapping[str, httpx.Response]) -> dict[str, Json]:
    """Return the customers after the writes, and delete those that the writes created."""
    identities = {ROW: row["id"]}
    identities |= {name: answer.json()["id"] for name, answer in answers.items() if answer.status_code == 201}
    found = {name: api.customer(identity) for name, identity in identities.items()}
    for name in identities.keys() - {ROW}:
        assert api.delete(f"{CUSTOMERS}/{identities[name]}").status_code == 204
    return {name: response.json() for name, response in found.items() if response.status_code == 200}


def _seen(answers: Mapping[str, httpx.Response], state: Mapping[str, Json]) -> Outcome:
    return Outcome(
        {name: answer.status_code for name, answer in answers.items()},
        {name: written(answer.json()) for name, answer in answers.items() if answer.status_code in (200, 201)},
        {name: written(document) for name, document in state.items()},
    )


def _changed(answer: httpx.Response) -> bool:
    return answer.status_code == 200


def _moves(versions: list[Json], state: Mapping[str, Any]) -> bool:
    """Return whether each version was updated later than the one before, and the last one is stored."""
    moments = [version["last_updated"] for version in versions]
    return moments == sorted(set(moments)) and (ROW not in state or state[ROW]["last_updated"] == moments[-1])
