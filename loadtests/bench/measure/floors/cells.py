"""What `bench floors` asks of whom."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.contender.running import Entrant
from bench.customers_api import CUSTOMERS
from bench.http_client import Client, path_of
from bench.load.closed_loop import NUMBER, Load

SERVICE = "optimized"
BASELINE = "naive"

FIRST_PAGES = {"bolt": ("/cached", "/computed"), "stock": (CUSTOMERS, "/cached")}
"""Where a program has the first page, if not at the contract's address alone."""

CONNECTIONS = 16  # enough to keep one worker busy, few enough that nobody waits long
SLOW_CONNECTIONS = 2
HOST = "localhost"
NO_ANSWER_YET = "q{n}.localhost"  # links in an answer carry the host, so an answer for another host is another one
SAMPLED = 40


@dataclass(frozen=True, slots=True)
class FloorCell:
    name: str
    program: str
    load: Load

    @property
    def reads(self) -> bool:
        return self.load.method == "GET"


@dataclass(frozen=True, slots=True)
class Sample:
    """Questions with the same answers from both services."""

    pages: Sequence[str]
    """Following the first, each through the `next` of the one before."""
    details: Sequence[str]
    searches: Sequence[str]
    etag: str


def sample(url: str) -> Sample:
    with Client(url) as client:
        path, pages = CUSTOMERS, list[str]()
        while len(pages) < SAMPLED:
            path = path_of(client.json(path)["next"])
            pages.append(path)
        customers = [each for page in pages[::10] for each in client.json(page)["results"]]
        etag = client.header(CUSTOMERS, "ETag", host=HOST)
    words = [word.lower() for each in customers for word in re.findall(r"[a-zA-Z]{4,}", each["last_name"])]
    return Sample(
        pages=pages,
        details=[f"{CUSTOMERS}/{each['id']}" for each in customers[:SAMPLED]],
        searches=[f"{CUSTOMERS}?search={word}" for word in sorted(set(words))[:SAMPLED]],
        etag=etag,
    )


def floor_cells(entrants: Mapping[str, Entrant], sample: Sample, seconds: float) -> list[FloorCell]:
    """Those of the programs that run."""

    def cell(name: str, program: str, *paths: str, **more: Any) -> Iterator[FloorCell]:
        if program in entrants:
            connections = SLOW_CONNECTIONS if program == BASELINE else CONNECTIONS
            load: dict[str, Any] = {"method": "GET", "host": HOST, "status": 200} | more
            port = entrants[program].contender.port
            yield FloorCell(name, program, Load(port, paths=paths, seconds=seconds, connections=connections, **load))

    hit = {"says": "x-cache: hit"}
    miss = {"says": "x-cache: miss", "host": NO_ANSWER_YET}
    unchanged: dict[str, Any] = {**hit, "status": 304, "header": f"if-none-match: {sample.etag}"}
    return [
        *cell("page from memory", "memory", CUSTOMERS),
        *cell("page from redis", "redis", CUSTOMERS),
        *cell("bolt, redis", "bolt", "/cached"),
        *cell("hit", SERVICE, CUSTOMERS, **hit),
        *cell("stock Django, hit", "stock", "/cached", **hit),
        *cell("page from postgres", "postgres", CUSTOMERS),
        *cell("bolt, postgres", "bolt", "/computed"),
        *cell("miss", SERVICE, CUSTOMERS, **miss),
        *cell("stock Django, miss", "stock", CUSTOMERS, host=NO_ANSWER_YET),
        *cell("naive, first page", BASELINE, CUSTOMERS),
        *cell("next page", SERVICE, *sample.pages, **miss),
        *cell("search", SERVICE, *sample.searches, **miss),
        *cell("naive, search", BASELINE, *sample.searches),
        *cell("detail, hit", SERVICE, *sample.details, **hit),
        *cell("detail, miss", SERVICE, *sample.details, **miss),
        *cell("naive, detail", BASELINE, *sample.details),
        *cell("304", SERVICE, CUSTOMERS, **unchanged),
        *cell("livez", SERVICE, "/livez"),
        *write_cells(entrants[SERVICE], seconds),
    ]


def write_cells(service: Entrant, seconds: float, prefix: str = "") -> list[FloorCell]:
    """In the order in which they have to run."""
    port, one = service.contender.port, f"{CUSTOMERS}/{NUMBER}"

    def cell(name: str, method: str, path: str, status: int, **more: Any) -> FloorCell:
        load = Load(port, method, [path], HOST, seconds, CONNECTIONS, status, **more)
        return FloorCell(f"{prefix}{name}", service.name, load)

    return [
        cell("create", "POST", CUSTOMERS, 201, body=CREATED, collect_ids=True),
        cell("update", "PATCH", one, 200, body=CHANGED),
        cell("delete", "DELETE", one, 204),
    ]


CREATED = (
    '{"customer_id":"floor-{n}","first_name":"Bench","last_name":"Floor","gender":"other","birthday":"1990-05-17",'
    '"address":{"street":"Ring","street_number":"1","city_code":"1010","city":"Wien","country":"Austria"}}'
)
CHANGED = '{"last_name":"Changed","relationship":{"points":7}}'
