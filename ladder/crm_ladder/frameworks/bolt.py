"""`optimized` under django-bolt, whose server is in Rust: this file takes the place of its folder `api/`.

Application and infrastructure stay as they are. Of `api/`, the parsing stays: parameters, bodies, hosts, and the bytes
of a problem. The documentation stays ninja's.
"""

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial, wraps
from secrets import compare_digest
from typing import Any
from urllib.parse import urlencode

import msgspec
import pydantic
from crm_optimized.api.health import OK, WITHOUT_CACHE
from crm_optimized.api.hosts import AllowedHosts
from crm_optimized.api.json_body import StrictJsonParser
from crm_optimized.api.list_parameters import customer_query, parse_query_string
from crm_optimized.api.problems import CONTENT_TYPE, fields_of, problem_body
from crm_optimized.api.schemas import CustomerIn, merge_patch
from crm_optimized.application.cached_answers import Answer, CachedAnswers
from crm_optimized.application.change_customers import CreateCustomer, DeleteCustomer, PatchCustomer, ReplaceCustomer
from crm_optimized.application.errors import CustomerNotFound, InvalidFields, StorageUnavailable
from crm_optimized.application.read_models import encode, record_of
from crm_optimized.application.search_customers import CustomerSearch
from crm_optimized.domain.customer import Customer, StoredCustomer
from crm_optimized.infrastructure.redis_answers import LEASE, RedisAnswers
from crm_optimized.infrastructure.redis_pipe import RedisPipe
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django_bolt import BoltAPI, Request
from django_bolt.openapi import OpenAPIConfig
from django_bolt.responses import Response
from kink import di

type Handler = Callable[[Request], Awaitable[Response]]

CUSTOMERS = "/api/v1/customers"
CUSTOMER = f"{CUSTOMERS}/{{id}}"
ID = re.compile("[0-9]{1,19}")
BIGINT_MAX = 2**63 - 1
DOCUMENTATION = re.compile("/api/swagger|/api/openapi[.]json|/static/.+")
# A cluster asks them by an address, so they answer any host.
PROBES = ("/livez", "/readyz")
ALLOWED = {
    re.compile(CUSTOMERS): "GET, HEAD, POST",
    re.compile(f"{CUSTOMERS}/[0-9]+"): "DELETE, GET, HEAD, PATCH, PUT",
    re.compile(f"/livez|/readyz|{DOCUMENTATION.pattern}"): "GET, HEAD",
}
NOT_SNIFFED = {"x-content-type-options": "nosniff"}
CACHEABLE = {**NOT_SNIFFED, "cache-control": "no-cache"}


class Service:
    """The adapters of a worker process. They belong to its event loop."""

    def __init__(self) -> None:
        from crm_optimized.bootstrap import fill_container, listening  # noqa: PLC0415  models exist from here on

        self._pool = fill_container()
        redis = RedisPipe(settings.REDIS_URL, timeout_s=settings.CACHE_WAIT, lease=LEASE)
        self.answers = RedisAnswers(redis, timeout_s=settings.CACHE_TIMEOUT)
        self._listening = listening(self.answers)
        self.cached = CachedAnswers(self.answers)
        self.search = di[CustomerSearch]
        self._writers = ThreadPoolExecutor(settings.WRITER_THREADS)

    async def open(self) -> None:
        if self._pool.closed:
            await self._pool.open(wait=False)

    async def on_a_thread[R](self, command: Callable[[], R]) -> R:
        """Django has no async transaction. A command goes on when its client has left."""
        return await asyncio.get_running_loop().run_in_executor(self._writers, command)


# Made by the first request of a process, after bolt has forked.
service = cache(Service)


@cache
def hosts() -> AllowedHosts:
    return AllowedHosts(settings.ALLOWED_HOSTS, debug=settings.DEBUG)


def foreign_host(request: Request) -> Response | None:
    if request.path in PROBES or request.headers.get("host", "").encode() in hosts():
        return None
    return problem(400, "The request needs one Host header with a host of this service.")


def problem(status: int, detail: str, *, fields: Any = None, **headers: str) -> Response:
    body = problem_body(status, detail, fields=fields)
    return Response(body, status_code=status, headers={**NOT_SNIFFED, **headers}, media_type=CONTENT_TYPE)


def refuse(status: int, request: Request) -> Response:
    """For requests that no handler answers: an address or a method that does not exist, or a body that is too large."""
    if refusal := foreign_host(request):
        return refusal
    allowed = next((methods for path, methods in ALLOWED.items() if path.fullmatch(request.path)), None)
    if status == 404 and allowed:
        return problem(405, "This address does not support the method.", Allow=allowed)
    return problem(status, "The request is not valid." if status < 500 else "Something went wrong here.")


api = BoltAPI(
    trailing_slash="keep",
    enable_logging=False,
    compression=False,
    openapi_config=OpenAPIConfig(title="Customers", version="1", enabled=False),
    error_formatter=lambda error, request: refuse(error.status, request),
)


def answering(handler: Handler) -> Handler:
    """Checks the host, and turns each error of the application into its problem."""

    @wraps(handler)
    async def answer(request: Request) -> Response:
        if refusal := foreign_host(request):
            return refusal
        try:
            await service().open()
            return await handler(request)
        except CustomerNotFound:
            return problem(404, "There is no such customer.")
        except InvalidFields as error:
            return problem(400, "Some fields are not valid.", fields=error.fields)
        except pydantic.ValidationError as error:
            return problem(400, "Some fields are not valid.", fields=fields_of(error.errors(include_url=False)))
        except StorageUnavailable:
            return problem(503, "The database is not available at the moment.", **{"Retry-After": "1"})

    return answer


def reads(path: str) -> Callable[[Handler], Handler]:
    """GET and HEAD. Bolt sends a HEAD without the body, but says that its length is 0."""
    return lambda handler: api.head(path)(api.get(path)(handler))


def id_of(path: str) -> int:
    """Raises CustomerNotFound."""
    digits = path.rpartition("/")[2]
    if not ID.fullmatch(digits) or int(digits) > BIGINT_MAX:
        raise CustomerNotFound
    return int(digits)


@reads(CUSTOMERS)
@answering
async def list_customers(request: Request) -> Response:
    return await cached(request, page_at)


@reads(CUSTOMER)
@answering
async def get_customer(request: Request) -> Response:
    return await cached(request, customer_at)


async def page_at(address: str) -> bytes:
    base, _, query = address.partition("?")
    pairs = parse_query_string(query)
    found = await service().search.page(customer_query(pairs))
    rest = "".join(f"{urlencode([pair])}&" for pair in pairs if pair[0] != "cursor" and pair[1])

    def link(cursor: str | None) -> bytes:
        return msgspec.json.encode(cursor and f"{base}?{rest}cursor={cursor}")

    return b'{"next":%b,"previous":%b,"results":%b}' % (link(found.next), link(found.previous), found.results)


async def customer_at(address: str) -> bytes:
    return await service().search.detail(id_of(address.partition("?")[0]))


async def cached(request: Request, compute: Callable[[str], Awaitable[bytes]]) -> Response:
    """The answer depends on the address alone. The order of its parameters is ignored."""
    address = request.build_absolute_uri()
    base, _, query = address.partition("?")
    key = f"{base}?{'&'.join(sorted(query.split('&')))}".encode()
    answer, outcome = await service().cached.get(key, partial(fingerprinted, compute, address))
    etag = answer.fingerprint.decode()
    headers = {**CACHEABLE, "etag": etag, "x-cache": outcome.name}
    seen = request.headers.get("if-none-match", "")
    if etag in seen or seen.strip() == "*":
        return Response(b"", status_code=304, headers=headers)
    return Response(answer.content, headers=headers)


async def fingerprinted(compute: Callable[[str], Awaitable[bytes]], address: str) -> Answer:
    content = await compute(address)
    return Answer(content, b'"%b"' % hashlib.blake2b(content, digest_size=8).hexdigest().encode())


def writing(handler: Handler) -> Handler:
    @wraps(handler)
    async def answer(request: Request) -> Response:
        if settings.API_WRITE_TOKEN and not has_token(request):
            return problem(401, "Writes need the token of this service.", **{"WWW-Authenticate": "Bearer"})
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if request.method != "DELETE" and media_type != "application/json":
            return problem(415, "The body must be application/json.")
        return await handler(request)

    return answering(answer)


def has_token(request: Request) -> bool:
    scheme, _, token = request.headers.get("authorization", "").strip(" \t").partition(" ")
    return scheme.lower() == "bearer" and compare_digest(token.lstrip(" ").encode(), settings.API_WRITE_TOKEN.encode())


@api.post(CUSTOMERS)
@writing
async def create_customer(request: Request) -> Response:
    customer = CustomerIn.model_validate(body_of(request)).to_domain()
    stored = await service().on_a_thread(partial(di[CreateCustomer], customer))
    collection = request.build_absolute_uri().partition("?")[0]
    return written(stored, status=201, Location=f"{collection}/{stored.id}")


@api.put(CUSTOMER)
@writing
async def replace_customer(request: Request) -> Response:
    customer = CustomerIn.model_validate(body_of(request)).to_domain()
    return written(await service().on_a_thread(partial(di[ReplaceCustomer], id_of(request.path), customer)))


@api.patch(CUSTOMER)
@writing
async def patch_customer(request: Request) -> Response:
    patch = body_of(request)
    if not isinstance(patch, dict):
        raise InvalidFields({"body": "must be an object"})

    def change(stored: StoredCustomer) -> Customer:
        return CustomerIn.model_validate(merge_patch(record_of(stored), patch)).to_domain()

    return written(await service().on_a_thread(partial(di[PatchCustomer], id_of(request.path), change)))


@api.delete(CUSTOMER)
@writing
async def delete_customer(request: Request) -> Response:
    await service().on_a_thread(partial(di[DeleteCustomer], id_of(request.path)))
    return Response(b"", status_code=204, headers=NOT_SNIFFED)


def body_of(request: Request) -> Any:
    """Raises InvalidFields."""
    try:
        return StrictJsonParser().parse_body(request)
    except (ValueError, RecursionError):
        raise InvalidFields({"body": "is not valid JSON"}) from None


def written(stored: StoredCustomer, *, status: int = 200, **headers: str) -> Response:
    return Response(encode(record_of(stored)), status_code=status, headers={**NOT_SNIFFED, **headers})


@api.options("/{path:path}")
@api.delete("/{path:path}")
@api.patch("/{path:path}")
@api.put("/{path:path}")
@api.post("/{path:path}")
@reads("/{path:path}")
@answering
async def elsewhere(request: Request) -> Response:
    """The documentation, which is ninja's, and what does not exist. Without it, bolt redirects, and answers OPTIONS."""
    if request.method not in ("GET", "HEAD") or not DOCUMENTATION.fullmatch(request.path):
        return refuse(404, request)
    read = HttpRequest()
    read.method = "GET"
    try:
        view, _, arguments = resolve(request.path)
        page: HttpResponse = await view(read, **arguments)
    except Http404:
        return problem(404, "There is nothing at this address.")
    return Response(page.content, headers=NOT_SNIFFED, media_type=page["content-type"])


@reads("/livez")
async def livez(request: Request) -> Response:
    return Response(OK, headers=CACHEABLE)


@reads("/readyz")
@answering
async def readyz(request: Request) -> Response:
    await service().search.ping()
    generation, _ = await service().answers.lookup(b"readyz")
    return Response(OK if generation else WITHOUT_CACHE, headers=CACHEABLE)
