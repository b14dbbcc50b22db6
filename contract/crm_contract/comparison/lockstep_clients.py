"""Clients of several services that send each of them the same writes, and compare their answers."""

from collections.abc import Sequence

import httpx

from crm_contract.comparison.canonical import parse
from crm_contract.comparison.contender import CUSTOMERS, Contender, at_once, list_path
from crm_contract.oracle.customers import Json, encode
from crm_contract.oracle.parameters import Pairs

# The clock of a service decides these members.
OWN = ("created", "last_updated")


class LockstepClients:
    """Customers have numbers, from 0, in the order in which they were created.

    Each method raises AssertionError if the answers differ in more than ids and times.
    """

    def __init__(self, contenders: Sequence[Contender]) -> None:
        self._contenders = contenders
        # For each contender, its ids of the customers.
        self._ids: list[list[int]] = [[] for _ in contenders]

    def create(self, body: Json) -> int | None:
        """Return the number of the new customer, or None if all services refuse the body."""
        answers = at_once(lambda contender: contender.ask("POST", CUSTOMERS, body=body), self._contenders)
        statuses = [answer.status_code for answer in answers]
        if statuses == [201] * len(answers):
            for ids, answer in zip(self._ids, answers, strict=True):
                ids.append(answer.json()["id"])
        self._assert_equal(f"POST {body}", answers)
        return len(self._ids[0]) - 1 if statuses[0] == 201 else None

    def ask(self, method: str, number: int, *, body: Json = None) -> int:
        """Send a request for one customer to all services, and return the status."""

        def send(contender: Contender, ids: Sequence[int]) -> httpx.Response:
            return contender.ask(method, f"{CUSTOMERS}/{ids[number]}", body=body)

        answers = at_once(send, self._contenders, self._ids)
        self._assert_equal(f"{method} customer {number} {body}", answers)
        return answers[0].status_code

    def list(self, pairs: Pairs) -> None:
        """Ask for a list. A service with a cache is asked twice, because the second answer may come from the cache."""
        path = list_path(pairs)
        asked = at_once(lambda contender: _asked_twice(contender, path), self._contenders)
        self._assert_equal(path, [first for first, _ in asked])
        self._assert_equal(f"{path}, again", [second for _, second in asked])

    def _assert_equal(self, request: str, answers: Sequence[httpx.Response]) -> None:
        masked = [_masked(answer, ids) for answer, ids in zip(answers, self._ids, strict=True)]
        for contender, answer in zip(self._contenders, masked, strict=True):
            assert answer == masked[0], (
                f"{request}\n  {contender.name} answers\n    {answer.decode()}\n"
                f"  where {self._contenders[0].name} answers\n    {masked[0].decode()}"
            )


def _asked_twice(contender: Contender, path: str) -> tuple[httpx.Response, httpx.Response]:
    first = contender.ask("GET", path)
    return first, contender.ask("GET", path) if contender.has_a_cache else first


def _masked(answer: httpx.Response, ids: Sequence[int]) -> bytes:
    """Replace ids by numbers of customers, and remove what services may answer differently."""
    status = answer.status_code
    document: Json = parse(answer.content or b"null")
    if status >= 400:
        document = [error["field"] for error in document.get("errors", [])]
    elif document and "results" in document:
        document.pop("count", None)
        for link in ("next", "previous"):
            document[link] = document[link] is not None
    for customer in document.get("results", [document]) if status < 300 and document else []:
        number = customer["id"].removeprefix("\0")
        customer["id"] = ids.index(int(number)) if int(number) in ids else "unknown"
        customer.update(dict.fromkeys(OWN, "its own"))
    return encode([status, document])
