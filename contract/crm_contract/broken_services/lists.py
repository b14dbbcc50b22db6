"""Services with one mistake each in their lists. The black-box tests must notice it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from crm_contract.oracle.customers import Customer, Json
from crm_contract.oracle.matching import SEARCHED, text
from crm_contract.oracle.parameters import Query
from crm_contract.oracle.sorting import boundary
from crm_contract.oracle.words import matches, words
from crm_contract.reference_service.messages import Request, Response
from crm_contract.reference_service.paging import Page
from crm_contract.reference_service.service import CUSTOMERS, Service


class ChangedQuery(Service):
    """A service that changes a list's parameters before it reads them."""

    def change(self, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return pairs

    def respond(self, request: Request) -> Response:
        if request.path == CUSTOMERS and request.method in ("GET", "HEAD"):
            request = replace(request, query=self.change(list(request.query)))
        return super().respond(request)


class UnknownParametersIgnored(ChangedQuery):
    def change(self, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [pair for pair in pairs if pair[0] not in ("offset", "limit", "format")]


class LastOfTwoParametersWins(ChangedQuery):
    def change(self, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return list(dict(pairs).items())


class ValuesTrimmed(ChangedQuery):
    def change(self, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(name, value.strip()) for name, value in pairs]


class PageSizeCapped(ChangedQuery):
    def change(self, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(name, "100" if name == "page_size" and value in ("101", "999") else value) for name, value in pairs]


class NulRemoved(ChangedQuery):
    def change(self, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(name, value.replace("\0", "")) for name, value in pairs]


class UppercaseOrderings(ChangedQuery):
    def change(self, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(name, value.lower() if name == "ordering" else value) for name, value in pairs]


class OldestFirst(ChangedQuery):
    def change(self, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return pairs if any(name == "ordering" for name, _ in pairs) else [*pairs, ("ordering", "created")]


class WildcardsWork(Service):
    def select(self, query: Query) -> Sequence[Customer]:
        literal = {name: part for name, part in query.contains.items() if part not in ("%", "_")}
        return super().select(replace(query, contains=literal))


class CaseMatters(Service):
    def select(self, query: Query) -> Sequence[Customer]:
        return [
            row
            for row in super().select(query)
            if all(part in (text(row, name) or "") for name, part in query.contains.items())
        ]


class NullInEveryRange(Service):
    def select(self, query: Query) -> Sequence[Customer]:
        found = super().select(query)
        unbounded = super().select(replace(query, at_least={}, at_most={}))
        columns = query.at_least.keys() | query.at_most.keys()
        return [row for row in unbounded if row in found or any(getattr(row, column) is None for column in columns)]


class MomentsToTheSecond(Service):
    def select(self, query: Query) -> Sequence[Customer]:
        at_most = {
            column: most.replace(microsecond=0) if isinstance(most, datetime) else most
            for column, most in query.at_most.items()
        }
        return super().select(replace(query, at_most=at_most))


class AnyTermSuffices(Service):
    def select(self, query: Query) -> Sequence[Customer]:
        unsearched = super().select(replace(query, terms=()))
        known = ((row, words(text(row, name) for name in SEARCHED)) for row in unsearched)
        return [row for row, stored in known if not query.terms or any(matches([term], stored) for term in query.terms)]


class StreetNumberSearched(Service):
    def select(self, query: Query) -> Sequence[Customer]:
        unsearched = super().select(replace(query, terms=()))
        fields = (*SEARCHED, "street_number")
        return [row for row in unsearched if matches(query.terms, words(text(row, name) for name in fields))]


class CountryNotSearched(Service):
    def select(self, query: Query) -> Sequence[Customer]:
        unsearched = super().select(replace(query, terms=()))
        fields = [name for name in SEARCHED if name != "country"]
        return [row for row in unsearched if matches(query.terms, words(text(row, name) for name in fields))]


class NullFirstAscending(Service):
    def select(self, query: Query) -> Sequence[Customer]:
        found = super().select(query)
        return sorted(found, key=lambda row: boundary(row, query.column)[0] != (not query.descending))


class CaseInsensitiveOrder(Service):
    def select(self, query: Query) -> Sequence[Customer]:
        found = super().select(query)
        if query.column not in ("first_name", "last_name"):
            return found
        return sorted(found, key=lambda row: getattr(row, query.column).lower(), reverse=query.descending)


class NoWayBack(Service):
    def page_document(self, request: Request, page: Page) -> Json:
        return super().page_document(request, page) | {"previous": None}


class LinksLoseParameters(Service):
    def _link(self, request: Request, value: str | None) -> str | None:
        kept = [pair for pair in request.query if pair[0] != "page_size"]
        return super()._link(replace(request, query=kept), value)


class RelativeLinks(Service):
    def _link(self, request: Request, value: str | None) -> str | None:
        return super()._link(replace(request, origin=""), value)


class NextAfterTheLast(Service):
    def page_document(self, request: Request, page: Page) -> Json:
        document = super().page_document(request, page)
        full = len(page.rows) == int(dict(request.query).get("page_size") or 20)
        return document | {"next": document["next"] or (self._link(request, "1") if full else None)}


class OtherPagingParameterTolerated(ChangedQuery):
    def change(self, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        other = {"page": "cursor", "cursor": "page"}[self.paging.parameter]
        return [pair for pair in pairs if pair[0] != other]


BROKEN_LISTS: list[type[Service]] = [
    UnknownParametersIgnored,
    LastOfTwoParametersWins,
    ValuesTrimmed,
    PageSizeCapped,
    NulRemoved,
    UppercaseOrderings,
    OldestFirst,
    WildcardsWork,
    CaseMatters,
    NullInEveryRange,
    MomentsToTheSecond,
    AnyTermSuffices,
    StreetNumberSearched,
    CountryNotSearched,
    NullFirstAscending,
    CaseInsensitiveOrder,
    NoWayBack,
    LinksLoseParameters,
    RelativeLinks,
    NextAfterTheLast,
    OtherPagingParameterTolerated,
]
