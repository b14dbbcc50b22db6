"""Everything that is asked, in order of its importance, until the budget is used up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from secrets import randbelow
from typing import Any

from bench.diagnose.asking import Asked, Asking, Question
from bench.diagnose.listing import values_of
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


class Explorer:
    def __init__(self, asking: Asking, service: Service, *, first: Asked, specification: str) -> None:
        """`first` is a list with rows."""
        self._asking = asking
        self._service = service
        self._specification = specification
        self._found = Exploration(first, pages=[first])

    @property
    def _target(self) -> str:
        return self._found.first.question.target

    def explore(self, says: Says) -> Exploration:
        steps: Sequence[tuple[str, Callable[[], None]]] = (
            ("OpenAPI document", self._know),
            ("page sizes", self._resize),
            ("pages", self._walk),
            ("a page far away", self._go_far),
            ("conditional request", self._ask_again),
            ("searches", self._search),
            ("orderings", self._order),
            ("filters", self._filter),
        )
        for name, step in steps:
            before = self._service.requests
            try:
                step()
            except NoBudgetError:
                self._found.left_out = True
            says(f"{name}: {self._service.requests - before} requests")
        return self._found

    def _know(self) -> None:
        self._found.known = parameters_of(self._service, self._specification)

    def _resize(self) -> None:
        found = self._found
        name, found.resized = size_parameter_of(self._asking, found.first, known=found.known)
        found.paging = Paging("none", size_parameter=name)
        if name and not found.first.statements:
            self._ask_uncached(name)

    def _ask_uncached(self, size_parameter: str) -> None:
        """A cache answered the first page. It may not know a page of another size."""
        for _ in range(3):
            size = str(max(1, self._found.first.rows - 1 - randbelow(max(1, self._found.first.rows // 2))))
            target = with_parameters(self._target, **{size_parameter: size})
            asked = self._asking.ask(Question(f"first page, {size_parameter}={size}", target), TIMES)
            if asked.listing and asked.statements:
                self._found.first = self._found.pages[0] = asked
                return

    def _walk(self) -> None:
        found, size_parameter = self._found, self._found.paging.size_parameter
        found.paging = paging_of(self._asking, found.first, known=found.known, size_parameter=size_parameter)
        self._follow(found.pages)
        if repeated_ids(found.pages):
            found.walked_again.append(self._asking.ask(found.first.question))
            self._follow(found.walked_again)

    def _follow(self, pages: list[Asked]) -> None:
        while len(pages) < WALKED and (listing := pages[-1].listing):
            size = self._found.first.rows
            question = self._found.paging.after(self._target, listing, page=len(pages) - 1, size=size)
            asked = self._asking.ask(question) if question else None
            if asked is None or not asked.rows:
                return
            pages.append(asked)

    def _go_far(self) -> None:
        listing, size = self._found.first.listing, self._found.first.rows
        for row in [listing.count // 2] if listing and listing.count else FAR:
            first_row = row // size * size
            question = self._found.paging.from_row(self._target, row=first_row, size=size)
            if question is None or first_row < size * WALKED:
                return
            asked = self._asking.ask(question, TIMES)
            if asked.rows:
                self._found.deep, self._found.deep_row = asked, first_row
                return

    def _ask_again(self) -> None:
        headers = self._found.first.answer.headers
        validators = {"If_None_Match": headers.get("etag"), "If_Modified_Since": headers.get("last-modified")}
        if given := {name: value for name, value in validators.items() if value}:
            self._found.conditional = self._asking.ask(self._found.first.question, headers=given)

    def _order(self) -> None:
        base = {called.key for called in self._found.first.statements}
        for question in orderings(self._target, self._found.known or {}, seen=self._found.seen):
            asked = self._asking.ask(question, TIMES)
            # A service may ignore an ordering that it does not know. Then the statements are those of the first page.
            if asked.rows and {called.key for called in asked.statements} != base:
                self._found.orderings.append(asked)

    def _search(self) -> None:
        for condition in searches(self._found.known or {}, self._found.seen):
            self._found.searches += self._ask_condition(condition)

    def _filter(self) -> None:
        for condition in filters(self._found.known or {}, self._found.seen):
            self._found.filters += self._ask_condition(condition)

    def _ask_condition(self, condition: Condition) -> list[tuple[Condition, Asked, bool]]:
        """Inside of texts first. Without a row there, the whole value."""
        for inside in (True, False):
            if condition.inside or not inside:
                asked = self._asking.ask(condition.question(self._target, inside=inside), TIMES)
                if asked.rows or (asked.listing and not inside):
                    return [(condition, asked, inside)]
        return []


def repeated_ids(pages: Sequence[Asked]) -> set[str]:
    """Of rows that are on two of the pages."""
    seen: set[str] = set()
    twice: set[str] = set()
    for page in pages:
        ids = set(page.listing.ids) if page.listing else set()
        twice |= seen & ids
        seen |= ids
    return twice
