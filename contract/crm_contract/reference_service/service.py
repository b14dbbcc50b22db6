"""The contract as a service over the oracle: small, slow and in memory. `broken_services` change one method each."""

import json
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlencode

from crm_contract.oracle.bodies import read_body
from crm_contract.oracle.customers import Customer, Json, as_json
from crm_contract.oracle.lists import Oracle
from crm_contract.oracle.parameters import Query, parse_query
from crm_contract.oracle.values import Invalid
from crm_contract.reference_service.documents import documents
from crm_contract.reference_service.messages import Request, Response, answer, problem
from crm_contract.reference_service.paging import NoSuchPage, Page, Paging

CUSTOMERS = "/api/v1/customers"
# Seconds in the middle of a broken service's write: longer than the time between the two requests of one test.
OTHERS_S = 0.02
_CUSTOMER = re.compile(rf"{CUSTOMERS}/([0-9]+)")
_JSON = re.compile(r"application/json\s*(;.*)?", re.IGNORECASE)

type Handler = Callable[[], Response]


class Service:
    def __init__(self, paging: Paging) -> None:
        self.paging = paging
        self.oracle = Oracle()
        self._documents = documents(paging.parameter)
        self._cache: dict[object, Response] = {}
        self._lock = threading.Lock()
        self._last_id = 0
        self._last_moment = datetime.now(UTC)

    def load(self, customers: Sequence[Customer]) -> None:
        for customer in customers:
            self.oracle.put(customer)
            self._last_id = max(self._last_id, customer.id)

    def respond(self, request: Request) -> Response:
        with self._lock:
            if request.path == CUSTOMERS:
                return self._by_method(request, GET=partial(self._list, request), POST=partial(self._create, request))
            if named := _CUSTOMER.fullmatch(request.path):
                identity = int(named[1]) if len(named[1]) < 20 else 0
                return self._by_method(
                    request,
                    GET=partial(self._detail, identity),
                    PUT=partial(self._change, request, identity),
                    PATCH=partial(self._change, request, identity),
                    DELETE=partial(self._delete, identity),
                )
            if document := self._documents.get(request.path):
                return self._by_method(request, GET=lambda: document)
            return problem(404)

    def _by_method(self, request: Request, **handlers: Handler) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        if method not in handlers:
            allowed = [*handlers, "HEAD"] if "GET" in handlers else handlers
            return problem(405, headers={"Allow": ", ".join(sorted(allowed))})
        return handlers[method]()

    # Lists

    def _list(self, request: Request) -> Response:
        query = parse_query(request.query, paging=self.paging.parameter)
        if isinstance(query, dict):
            return problem(400, errors=query)
        value = dict(request.query).get(self.paging.parameter, "")
        key = self.cache_key(request, query, value=value)
        if key not in self._cache:
            response = self._page(request, query, value=value)
            if response.status != 200:
                return response
            self._cache[key] = response
            return replace(response, headers={**response.headers, "X-Cache": "MISS"})
        return replace(self._cache[key], headers={**self._cache[key].headers, "X-Cache": "HIT"})

    def _page(self, request: Request, query: Query, *, value: str) -> Response:
        try:
            page = self.paging.page(query, self.select(query), value=value)
        except Invalid as error:
            return problem(400, errors={self.paging.parameter: str(error)})
        except NoSuchPage:
            return problem(404)
        return answer(200, self.page_document(request, page))

    def select(self, query: Query) -> Sequence[Customer]:
        return self.oracle.select(query)

    def cache_key(self, request: Request, query: Query, *, value: str) -> object:
        return request.origin, tuple(request.query)

    def page_document(self, request: Request, page: Page) -> Json:
        links = {"next": self._link(request, page.next), "previous": self._link(request, page.previous)}
        counted = {} if page.count is None else {"count": page.count}
        return {**counted, **links, "results": [self.document(row) for row in page.rows]}

    def _link(self, request: Request, value: str | None) -> str | None:
        others = [(name, given) for name, given in request.query if name != self.paging.parameter]
        return value and f"{request.origin}{CUSTOMERS}?{urlencode([*others, (self.paging.parameter, value)])}"

    def document(self, customer: Customer) -> Json:
        return as_json(customer)

    # One customer

    def _detail(self, identity: int) -> Response:
        customer = self.oracle.get(identity)
        return answer(200, self.document(customer)) if customer else problem(404)

    def _create(self, request: Request) -> Response:
        if refused := self.refuse_body(request):
            return refused
        fields, errors = self.read(request, None)
        errors = errors or self._taken(fields["customer_id"], None)
        if errors:
            return problem(400, errors=errors)
        self._last_id += 1
        now = self.now()
        customer = Customer(id=self._last_id, created=now, last_updated=now, **fields)
        self._save(customer)
        location = f"{request.origin}{CUSTOMERS}/{customer.id}"
        return answer(201, self.document(customer), headers={"Location": location})

    def _change(self, request: Request, identity: int) -> Response:
        if refused := self.refuse_body(request):
            return refused
        there = self.oracle.get(identity)
        if there is None:
            return problem(404)
        fields, errors = self.read(request, there if request.method == "PATCH" else None)
        errors = errors or self._taken(fields["customer_id"], identity)
        if errors:
            return problem(400, errors=errors)
        customer = replace(there, **fields, last_updated=self.now())
        self._save(customer)
        return answer(200, self.document(customer))

    def _delete(self, identity: int) -> Response:
        if self.oracle.get(identity) is None:
            return problem(404)
        self.oracle.remove(identity)
        self.invalidate()
        return Response(204)

    def refuse_body(self, request: Request) -> Response | None:
        if request.body is None:
            return problem(413)
        return None if _JSON.fullmatch(request.content_type) else problem(415)

    def read(self, request: Request, merge_into: Customer | None) -> tuple[dict[str, Json], dict[str, str]]:
        try:
            body = json.loads((request.body or b"").decode(), parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            return {}, {"body": "Must be JSON."}
        return read_body(body, merge_into=merge_into)

    def now(self) -> datetime:
        """Return a moment that is later than all before."""
        self._last_moment = max(datetime.now(UTC), self._last_moment + timedelta(microseconds=1))
        return self._last_moment

    def _taken(self, customer_id: str, but_by: int | None) -> dict[str, str]:
        taken = any(other.customer_id == customer_id and other.id != but_by for other in self.oracle.customers())
        return {"customer_id": "Is taken."} if taken else {}

    def _save(self, customer: Customer) -> None:
        self.oracle.put(customer)
        self.invalidate()

    def invalidate(self) -> None:
        self._cache.clear()

    def let_others_write(self) -> None:
        """Release the lock for a time in the middle of a request. Only broken services call this."""
        self._lock.release()
        time.sleep(OTHERS_S)
        self._lock.acquire()


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
