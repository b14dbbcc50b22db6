"""The cells of `bench floors`: which program gets which requests."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.contender.running import RunningContender
from bench.customers_api import CUSTOMERS
from bench.http_client import Client, path_of
from bench.load.closed_loop import NUMBER, Load, Step

SERVICE = "optimized"
BASELINE = "naive"

# Programs that have the first page at other addresses than the contract's.
FIRST_PAGES = {"bolt": ("/cached", "/computed"), "stock": (CUSTOMERS, "/cached")}

# 16 connections keep one worker busy, and requests still do not wait long. The naive service gets 2.
CONNECTIONS = 16
SLOW_CONNECTIONS = 2

# Links in an answer contain the host, so each host has an answer of its own in the cache, and a new host has none yet.
HOST = "localhost"
NO_ANSWER_YET = "q{n}.localhost"

# Pages, customers and words that the cells ask for in turn.
SAMPLED = 40


@dataclass(frozen=True, slots=True)
class FloorCell:
    name: str
    program: str
    load: Load

    @property
    def reads(self) -> bool:
        return all(step.method == "GET" for steps in self.load.iterations for step in steps)


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


def floor_cells(programs: Mapping[str, RunningContender], sample: Sample, *, seconds: float) -> list[FloorCell]:
    """The cells of the programs that run."""

    def cell(
        name: str, program: str, *paths: str, status: int = 200, host: str = HOST, **more: Any
    ) -> Iterator[FloorCell]:
        if program in programs:
            load = Load(
                port=programs[program].definition.port,
                iterations=[[Step("GET", path, status)] for path in paths],
                host=host,
                seconds=seconds,
                connections=SLOW_CONNECTIONS if program == BASELINE else CONNECTIONS,
                **more,
            )
            yield FloorCell(name, program, load)

    hit: dict[str, Any] = {"says": "x-cache: hit"}
    miss: dict[str, Any] = {"says": "x-cache: miss", "host": NO_ANSWER_YET}
    unchanged: dict[str, Any] = {**hit, "status": 304, "header": f"if-none-match: {sample.etag}"}
    return [
        *cell("page from memory", "memory", CUSTOMERS),
        *cell("page from redis", "redis", CUSTOMERS),
        *cell("kept page from redis", "kept_redis", CUSTOMERS),
        *cell("bolt, redis", "bolt", "/cached"),
        *cell("hit", SERVICE, CUSTOMERS, **hit),
        *cell("stock Django, hit", "stock", "/cached", **hit),
        *cell("page from postgres", "postgres", CUSTOMERS),
        *cell("kept page from postgres", "kept_postgres", CUSTOMERS),
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
        *write_cells(programs[SERVICE], seconds=seconds),
    ]


def write_cells(service: RunningContender, *, seconds: float, prefix: str = "") -> list[FloorCell]:
    """In the order in which they must run."""
    port, one = service.definition.port, f"{CUSTOMERS}/{NUMBER}"

    def cell(name: str, step: Step, **more: Any) -> FloorCell:
        load = Load(port, [[step]], host=HOST, seconds=seconds, connections=CONNECTIONS, **more)
        return FloorCell(f"{prefix}{name}", service.name, load)

    return [
        cell("create", Step("POST", CUSTOMERS, 201, CREATED), collect_ids=True),
        cell("update", Step("PATCH", one, 200, CHANGED)),
        cell("delete", Step("DELETE", one, 204)),
    ]


CREATED = (
    '{"customer_id":"floor-{n}","first_name":"Bench","last_name":"Floor","gender":"other","birthday":"1990-05-17",'
    '"address":{"street":"Ring","street_number":"1","city_code":"1010","city":"Wien","country":"Austria"}}'
)
CHANGED = '{"last_name":"Changed","relationship":{"points":7}}'
