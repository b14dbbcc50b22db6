"""How the pages of the list follow each other, found out by asking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from bench.diagnose.asking import Asked, Asking, Question
from bench.diagnose.listing import Listing
from bench.diagnose.service import with_parameters
from bench.diagnose.specification import Parameter

SIZES = ("page_size", "limit", "per_page", "size", "pageSize", "perPage", "page[size]", "first")
PAGES = ("page", "page_number", "pageNumber", "p", "page[number]")
OFFSETS = ("offset", "skip", "start", "page[offset]")
CURSORS = ("cursor", "after", "page_token", "pageToken", "starting_after", "page[after]", "page[cursor]", "before")

# Rows of a page: with fewer, two sizes are too close to each other to tell a statement a row from any other.
LEAST_ROWS = 8


@dataclass(frozen=True, slots=True)
class Paging:
    kind: Literal["page", "offset", "links", "token", "none"]
    parameter: str = ""
    size_parameter: str = ""
    first: int = 1
    """The number of the first page."""

    def from_row(self, target: str, *, row: int, size: int) -> Question | None:
        """The page that begins at this row, counted from 0; None if no number leads there."""
        if self.kind == "page":
            number = self.first + row // size
            return Question(f"page {number:,}", with_parameters(target, **{self.parameter: str(number)}))
        if self.kind == "offset":
            size_too = {self.size_parameter: str(size)} if self.size_parameter else {}
            return Question(f"offset {row:,}", with_parameters(target, **size_too, **{self.parameter: str(row)}))
        return None

    def after(self, target: str, seen: Listing, *, page: int, size: int) -> Question | None:
        """The page after `seen`, which is number `page` from 0."""
        if self.kind == "links":
            return Question(f"next page, {page + 2}", seen.next) if seen.next else None
        if self.kind == "token":
            more = {self.parameter: seen.token} if seen.token else None
            return Question(f"next page, {page + 2}", with_parameters(target, **more)) if more else None
        return self.from_row(target, row=(page + 1) * size, size=size)


def size_parameter_of(
    asking: Asking, first: Asked, *, known: Mapping[str, Parameter] | None
) -> tuple[str, Asked | None]:
    """The parameter that changes the rows of a page, and a page of a quarter of the rows or four times as many."""
    names = [name for name in SIZES if known is None or name in known]
    wanted = first.rows // 4 if first.rows >= LEAST_ROWS else first.rows * 4
    for name in names:
        target = with_parameters(first.question.target, **{name: str(wanted)})
        question = Question(f"{name}={wanted}", target)
        asked = asking.ask(question)
        if asked.listing and asked.rows != first.rows and abs(asked.rows - wanted) <= abs(first.rows - wanted) // 2:
            # Nothing is left of these two where a cache knows the page by now.
            again = asking.ask(question, 2)
            return name, again if again.statements else asked
    return "", None


def paging_of(asking: Asking, first: Asked, *, known: Mapping[str, Parameter] | None, size_parameter: str) -> Paging:
    listing = first.listing
    if listing is None:
        return Paging("none")
    if listing.next:
        return _of_link(first.question.target, listing.next, size_parameter=size_parameter)
    if listing.token:
        names = [name for name in CURSORS if known is None or name in known]
        return Paging("token", names[0]) if names else Paging("none")
    for kind, usual in (("page", PAGES), ("offset", OFFSETS)):
        for name in [name for name in usual if name in known] if known is not None else usual[:1]:
            value = "2" if kind == "page" else str(first.rows)
            question = Question(f"{name}={value}", with_parameters(first.question.target, **{name: value}))
            if _is_other_page(listing, asking.ask(question)):
                return Paging("page" if kind == "page" else "offset", name, size_parameter)
    return Paging("none")


def _of_link(target: str, link: str, *, size_parameter: str) -> Paging:
    """A number in the link that the target does not have is a page's or an offset; anything else is only followed."""
    before = dict(parse_qsl(urlsplit(target).query, keep_blank_values=True))
    for name, value in parse_qsl(urlsplit(link).query):
        if value.isdigit() and before.get(name) != value:
            if name in PAGES:
                return Paging("page", name, size_parameter, first=int(value) - 1)
            if name in OFFSETS:
                return Paging("offset", name, size_parameter)
    return Paging("links")


def _is_other_page(first: Listing, other: Asked) -> bool:
    ids: Sequence[str] = other.listing.ids if other.listing else ()
    return bool(ids) and ids != first.ids and len(set(ids) & set(first.ids)) < len(ids)
