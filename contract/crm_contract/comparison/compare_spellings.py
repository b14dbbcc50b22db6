"""Compare how services and the contract read values in every spelling."""

from collections.abc import Sequence

import httpx

from crm_contract.comparison.canonical import canonical
from crm_contract.comparison.contender import CUSTOMERS, Contender, at_once
from crm_contract.comparison.spelled_requests import Named, body_of, refused
from crm_contract.oracle.customers import encode


def query_differences(query: str, contenders: Sequence[Contender]) -> list[str]:
    """Return a sentence for each contender that accepts or refuses the query differently from the contract."""
    answers = at_once(lambda contender: contender.send("GET", f"{CUSTOMERS}?{query}"), contenders)
    read = [("the contract", refused(query) or b"200")]
    for contender, answer in zip(contenders, answers, strict=True):
        status = answer.status_code
        read.append((contender.name, b"200" if status == 200 else canonical(status, answer.content)))
    return _differences(query, read)


def body_differences(
    members: Sequence[Named], contenders: Sequence[Contender], *, customers: Sequence[str]
) -> list[str]:
    """Send the members in a POST, and in a PATCH of each contender's customer. The first contender is the reference."""
    whole, part = body_of(members, whole=True), body_of(members, whole=False)
    names = [contender.name for contender in contenders]

    def send(contender: Contender, customer: str) -> tuple[httpx.Response, httpx.Response]:
        posted = contender.send("POST", CUSTOMERS, content=whole)
        if posted.status_code == 201:
            contender.send("DELETE", posted.headers["Location"])
        return posted, contender.send("PATCH", customer, content=part)

    posted, patched = zip(*at_once(send, contenders, customers), strict=True)
    found = []
    for request, answers in ((f"POST {whole}", posted), (f"PATCH {part}", patched)):
        found += _differences(request, list(zip(names, map(_without_own, answers), strict=True)))
    return found


def _without_own(answer: httpx.Response) -> bytes:
    """Remove the members that the service's clock and sequence decide."""
    if answer.status_code >= 400:
        return canonical(answer.status_code, answer.content)
    return encode([answer.status_code, answer.json() | dict.fromkeys(("id", "created", "last_updated"))])


def _differences(request: str, answers: Sequence[tuple[str, bytes]]) -> list[str]:
    """Return a sentence for each answer that differs from the first one. Each answer comes with a name."""
    (first, expected), *others = answers
    return [
        f"{request[:400]}\n  {name}: {answer.decode()[:300]}\n  where {first} says {expected.decode()[:300]}"
        for name, answer in others
        if answer != expected
    ]
