"""Everything that is asked, in order of its importance, until the budget is used up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from secrets import randbelow
from typing import Any

from bench.diagnose.asking import Asked, Asking, Question
from bench.diagnose.listing import Listing, values_of
from bench.diagnose.paging import Paging, paging_of, size_parameter_of
from bench.diagnose.questions import Condition, filters, orderings, searches
from bench.diagnose.service import NoBudgetError, Service, with_parameters
from bench.diagnose.specification import Parameter, parameters_of

# Requests of each question. The first page is the base of most findings.
FIRST_TIMES, TIMES = 5, 2
# Pages that are walked from the first on.
WALKED = 5
# Rows that a page far away begins after, where the answers do not say how many there are.
FAR = (100_000, 10_000, 1_000)


@dataclass(slots=True)
class Exploration:
    first: Asked
    known: Mapping[str, Parameter] | None = None
    """The parameters that the OpenAPI document gives the list; None without a document."""
    resized: Asked | None = None
    paging: Paging = field(default_factory=lambda: Paging("none"))
    pages: list[Asked] = field(default_factory=list)
    """From the first on."""
    walked_again: list[Asked] = field(default_factory=list)
    """The same pages, if rows were on two of them."""
    deep: Asked | None = None
    deep_row: int = 0
    orderings: list[Asked] = field(default_factory=list)
    filters: list[tuple[Condition, Asked, bool]] = field(default_factory=list)
    """And whether it was found inside of a text."""
    searches: list[tuple[Condition, Asked, bool]] = field(default_factory=list)
    conditional: Asked | None = None
    """The first page, asked by a client that has it."""
    left_out: bool = False
    """The budget did not suffice."""

    @property
    def seen(self) -> dict[str, list[Any]]:
        return values_of([row for asked in [*self.pages, self.first] if asked.listing for row in asked.listing.rows])

    @property
    def everything(self) -> list[Asked]:
        found = [self.first, self.resized, *self.pages[1:], self.deep, *self.orderings]
        found += [asked for _, asked, _ in (*self.filters, *self.searches)]
        return [asked for asked in found if asked]


type Says = Callable[[str], None]


def first_page(asking: Asking, service: Service) -> Asked:
    return asking.ask(Question("first page", service.target), FIRST_TIMES)


def explore(asking: Asking, service: Service, first: Asked, *, specification: str, says: Says) -> Exploration:
    """`first` is a list with rows."""
    found = Exploration(first, pages=[first])
    steps: Sequence[tuple[str, Callable[[], None]]] = (
        ("OpenAPI document", lambda: _know(found, service, specification)),
        ("page sizes", lambda: _resize(found, asking)),
        ("pages", lambda: _walk(found, asking)),
        ("a page far away", lambda: _go_far(found, asking)),
        ("conditional request", lambda: _ask_again(found, asking, service)),
        ("searches", lambda: _ask_conditions(found, asking, search=True)),
        ("orderings", lambda: _order(found, asking)),
        ("filters", lambda: _ask_conditions(found, asking, search=False)),
    )
    for name, step in steps:
        before = service.requests
        try:
            step()
        except NoBudgetError:
            found.left_out = True
        says(f"{name}: {service.requests - before} requests")
    return found


def _know(found: Exploration, service: Service, specification: str) -> None:
    found.known = parameters_of(service, specification)


def _resize(found: Exploration, asking: Asking) -> None:
    name, found.resized = size_parameter_of(asking, found.first, known=found.known)
    found.paging = Paging("none", size_parameter=name)
    if name and not found.first.statements:
        _ask_uncached(found, asking, name)


def _ask_uncached(found: Exploration, asking: Asking, size_parameter: str) -> None:
    """A cache answered the first page. It may not know a page of another size."""
    for _ in range(3):
        size = str(max(1, found.first.rows - 1 - randbelow(max(1, found.first.rows // 2))))
        question = Question(f"first page, {size_parameter}={size}",
                            with_parameters(found.first.question.target, **{size_parameter: size}))  # fmt: skip
        asked = asking.ask(question, TIMES)
        if asked.listing and asked.statements:
            found.first = found.pages[0] = asked
            return


def _walk(found: Exploration, asking: Asking) -> None:
    target, size = found.first.question.target, found.first.rows
    found.paging = paging_of(asking, found.first, known=found.known, size_parameter=found.paging.size_parameter)
    _follow(found.pages, found.paging, asking, target=target, size=size)
    if repeated_ids(found.pages):
        found.walked_again.append(asking.ask(found.first.question))
        _follow(found.walked_again, found.paging, asking, target=target, size=size)


def _follow(pages: list[Asked], paging: Paging, asking: Asking, *, target: str, size: int) -> None:
    while len(pages) < WALKED and (listing := pages[-1].listing):
        question = paging.after(target, listing, page=len(pages) - 1, size=size)
        asked = asking.ask(question) if question else None
        if asked is None or not asked.rows:
            return
        pages.append(asked)


def repeated_ids(pages: Sequence[Asked]) -> set[str]:
    """Of rows that are on two of the pages."""
    seen: set[str] = set()
    twice: set[str] = set()
    for page in pages:
        ids = set(page.listing.ids) if page.listing else set()
        twice |= seen & ids
        seen |= ids
    return twice


def _go_far(found: Exploration, asking: Asking) -> None:
    listing: Listing | None = found.first.listing
    size = found.first.rows
    rows = [listing.count // 2] if listing and listing.count else FAR
    for row in rows:
        question = found.paging.from_row(found.first.question.target, row=row // size * size, size=size)
        if question is None or row < size * WALKED:
            return
        asked = asking.ask(question, TIMES)
        if asked.rows:
            found.deep, found.deep_row = asked, row // size * size
            return


def _ask_again(found: Exploration, asking: Asking, service: Service) -> None:
    headers = found.first.answer.headers
    validators = {"If_None_Match": headers.get("etag"), "If_Modified_Since": headers.get("last-modified")}
    if given := {name: value for name, value in validators.items() if value}:
        found.conditional = asking.ask(found.first.question, headers=given)


def _order(found: Exploration, asking: Asking) -> None:
    base = {called.key for called in found.first.statements}
    for question in orderings(found.first.question.target, found.known or {}, found.seen):
        asked = asking.ask(question, TIMES)
        # A service may ignore an ordering that it does not know. Then the statements are those of the first page.
        if asked.rows and {called.key for called in asked.statements} != base:
            found.orderings.append(asked)


def _ask_conditions(found: Exploration, asking: Asking, *, search: bool) -> None:
    target, known = found.first.question.target, found.known or {}
    wanted = (searches if search else filters)(known, found.seen)
    asked_ones = found.searches if search else found.filters
    for condition in wanted:
        if condition.inside:
            asked = asking.ask(condition.question(target, inside=True), TIMES)
            if asked.rows:
                asked_ones.append((condition, asked, True))
                continue
        asked = asking.ask(condition.question(target, inside=False), TIMES)
        if asked.listing is not None:
            asked_ones.append((condition, asked, False))
