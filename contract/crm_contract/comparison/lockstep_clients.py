"""The same writes to several services, and answers without what their clocks and sequences decide."""

from collections.abc import Sequence

from crm_contract.comparison.canonical import parse
from crm_contract.comparison.contender import CUSTOMERS, Contender, list_path
from crm_contract.oracle.customers import Json, encode
from crm_contract.oracle.parameters import Pairs

OWN = ("created", "last_updated")  # a service's clock decides


class LockstepClients:
    """Customers are known by the order in which they were created, from 0."""

    def __init__(self, contenders: Sequence[Contender]) -> None:
        self._contenders = contenders
        self._ids: list[list[int]] = [[] for _ in contenders]

    def create(self, body: Json) -> int | None:
        """The new customer's number; None when all refuse the body alike."""
        answers = [contender.ask("POST", CUSTOMERS, body) for contender in self._contenders]
        statuses = [answer.status_code for answer in answers]
        if statuses == [201] * len(answers):
            for ids, answer in zip(self._ids, answers, strict=True):
                ids.append(answer.json()["id"])
        self._alike(f"POST {body}", answers)
        return len(self._ids[0]) - 1 if statuses[0] == 201 else None

    def ask(self, method: str, number: int, body: Json = None) -> int:
        """One customer, the same of all; the status."""
        answers = [
            contender.ask(method, f"{CUSTOMERS}/{ids[number]}", body)
            for contender, ids in zip(self._contenders, self._ids, strict=True)
        ]
        self._alike(f"{method} customer {number} {body}", answers)
        return answers[0].status_code

    def list(self, pairs: Pairs) -> None:
        """Whoever has a cache is asked twice: the second answer may come out of it."""
        path = list_path(pairs)
        answers = [contender.ask("GET", path) for contender in self._contenders]
        self._alike(path, answers)
        again = [
            contender.ask("GET", path) if contender.has_a_cache else answer
            for contender, answer in zip(self._contenders, answers, strict=True)
        ]
        self._alike(f"{path}, again", again)

    def _alike(self, request: str, answers: Sequence[Json]) -> None:
        masked = [
            self._mask(answer.status_code, answer.content, ids) for answer, ids in zip(answers, self._ids, strict=True)
        ]
        for contender, answer in zip(self._contenders, masked, strict=True):
            assert answer == masked[0], (
                f"{request}\n  {contender.name} answers\n    {answer.decode()}\n"
                f"  where {self._contenders[0].name} answers\n    {masked[0].decode()}"
            )

    def _mask(self, status: int, body: bytes, ids: Sequence[int]) -> bytes:
        document: Json = parse(body or b"null")
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
