"""Services with one mistake each that a comparison of services must notice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from crm_contract.oracle.customers import Customer, Json
from crm_contract.oracle.letters import is_mark, lower
from crm_contract.oracle.matching import SEARCHED, text
from crm_contract.oracle.parameters import Query
from crm_contract.oracle.sorting import Boundary, boundary
from crm_contract.reference_service.messages import Request
from crm_contract.reference_service.paging import Keyset
from crm_contract.reference_service.service import Service


class TieDropped(Keyset):
    """A page starts after everything that ties with the boundary."""

    def is_beyond(self, query: Query, row: Customer, *, edge: Boundary) -> bool:
        here = boundary(row, query.column)
        return super().is_beyond(query, row, edge=edge) and here[:2] != edge[:2]


class NullTailLost(Keyset):
    """In SQL, NULL is neither smaller nor larger than a boundary."""

    def is_beyond(self, query: Query, row: Customer, *, edge: Boundary) -> bool:
        is_null = boundary(row, query.column)[0]
        return super().is_beyond(query, row, edge=edge) and (not is_null or edge[0])


class ExclusiveEnd(Service):
    def select(self, query: Query) -> Sequence[Customer]:
        return [
            row
            for row in super().select(query)
            if all(getattr(row, column) < most for column, most in query.at_most.items())
        ]


class SubstringSearch(Service):
    def select(self, query: Query) -> Sequence[Customer]:
        return [row for row in super().select(replace(query, terms=())) if _contains_all(row, query.terms)]


class MarksSplitTerms(Service):
    """Terms are split at marks, and stored words are not."""

    def select(self, query: Query) -> Sequence[Customer]:
        spaced = " ".join("".join(" " if is_mark(c) else c for c in term) for term in query.terms)
        return super().select(replace(query, terms=tuple(spaced.split())))


class Milliseconds(Service):
    def document(self, customer: Customer) -> Json:
        return _with_moments(super().document(customer), lambda moment: moment[:-4] + "Z")


class LocalTime(Service):
    def document(self, customer: Customer) -> Json:
        return _with_moments(super().document(customer), _in_zurich)


class CacheKeyWithoutPage(Service):
    def cache_key(self, request: Request, query: Query, *, value: str) -> object:
        return request.origin, repr(query)


class StaleKey(Service):
    def invalidate(self) -> None:
        """Forget nothing."""


class MissingField(Service):
    def document(self, customer: Customer) -> Json:
        document = super().document(customer)
        return {name: value for name, value in document.items() if value is not None}


class EqualKeysReversed(Service):
    def select(self, query: Query) -> Sequence[Customer]:
        ascending = sorted(super().select(query), key=lambda row: row.id, reverse=not query.descending)
        return sorted(ascending, key=lambda row: boundary(row, query.column)[:2], reverse=query.descending)


@dataclass(frozen=True, slots=True)
class Mutant:
    name: str
    build: Callable[[], Service]


MUTANTS = [
    Mutant("a tie is dropped between pages", lambda: Service(TieDropped())),
    Mutant("< where <= belongs", lambda: ExclusiveEnd(Keyset())),
    Mutant("the NULLs at the end are lost", lambda: Service(NullTailLost())),
    Mutant("search finds substrings", lambda: SubstringSearch(Keyset())),
    Mutant("marks split what is searched for", lambda: MarksSplitTerms(Keyset())),
    Mutant("moments have milliseconds", lambda: Milliseconds(Keyset())),
    Mutant("the cache key lacks the page", lambda: CacheKeyWithoutPage(Keyset())),
    Mutant("the cache is not invalidated", lambda: StaleKey(Keyset())),
    Mutant("a field that is null is missing", lambda: MissingField(Keyset())),
    Mutant("equal keys come in another order", lambda: EqualKeysReversed(Keyset())),
    Mutant("moments have a local time zone", lambda: LocalTime(Keyset())),
]


def _contains_all(row: Customer, terms: Sequence[str]) -> bool:
    texts = [lower(value) for name in SEARCHED if (value := text(row, name))]
    return all(any(term in value for value in texts) for term in terms)


def _with_moments(document: Json, write: Callable[[str], str]) -> Json:
    for owner, name in ((document, "created"), (document, "last_updated"), (document["relationship"], "last_activity")):
        owner[name] = owner[name] and write(owner[name])
    return document


def _in_zurich(moment: str) -> str:
    try:
        return datetime.fromisoformat(moment).astimezone(timezone(timedelta(hours=1))).isoformat()
    except OverflowError:
        return moment
