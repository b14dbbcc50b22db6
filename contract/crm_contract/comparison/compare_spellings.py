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
    read = {"the contract": refused(query) or b"200"}
    for contender, answer in zip(contenders, answers, strict=True):
        read[contender.name] = canonical(answer.status_code, answer.content) if answer.status_code != 200 else b"200"
    return _differences(query, read)


def body_differences(
    members: Sequence[Named], contenders: Sequence[Contender], *, customers: Sequence[str]
) -> list[str]:
    """Send the members in a POST, and in a PATCH of each contender's customer. The first contender is the reference."""
    whole, part = body_of(members, whole=True), body_of(members, whole=False)
    own = dict(zip([contender.name for contender in contenders], customers, strict=True))

    def send(contender: Contender) -> tuple[httpx.Response, httpx.Response]:
        posted = contender.send("POST", CUSTOMERS, content=whole)
        if posted.status_code == 201:
            contender.send("DELETE", posted.headers["Location"])
        return posted, contender.send("PATCH", own[contender.name], content=part)

    found = []
    for request, answers in zip(
        (f"POST {whole}", f"PATCH {part}"), zip(*at_once(send, contenders), strict=True), strict=True
    ):
        found += _differences(request, dict(zip(own, map(_without_own, answers), strict=True)))
    return found


def _without_own(answer: httpx.Response) -> bytes:
    """Remove the members that the service's clock and sequence decide."""
    if answer.status_code >= 400:
        return canonical(answer.status_code, answer.content)
    return encode([answer.status_code, answer.json() | dict.fromkeys(("id", "created", "last_updated"))])


def _differences(request: str, answers: dict[str, bytes]) -> list[str]:
    """Return a sentence for each answer that differs from the first one."""
    (first, expected), *others = answers.items()
    return [
        f"{request[:400]}\n  {name}: {answer.decode()[:300]}\n  where {first} says {expected.decode()[:300]}"
        for name, answer in others
        if answer != expected
    ]
