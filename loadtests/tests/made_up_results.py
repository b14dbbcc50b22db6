"""Results as runs give them, with figures from the design's measurements, made from a seed: no run needed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp
from random import Random
from statistics import NormalDist, median
from typing import Any

from bench.results.quantiles import percentile, percentile_is_known, quantile
from bench.results.run import (
    QUANTILE_STEPS,
    ByComponent,
    Cell,
    Classic,
    Conditions,
    Contender,
    Host,
    Keys,
    Latency,
    PairedLatency,
    Results,
    Scenario,
    SerialLatency,
)

NAIVE = Contender(name="naive", title="Django REST framework", workers=2, cached=False)
OPTIMIZED = Contender(name="optimized", title="django-ninja, keyset pages, cache", workers=2, cached=True)
BOLT = Contender(name="bolt", title="django-bolt", workers=2, cached=False)

VERSIONS = {
    "python": "3.13.0",
    "django": "6.1.3",
    "djangorestframework": "3.18.3",
    "django-ninja": "1.7.1",
    "django-ninja-extra": "0.31.7",
    "django-redis": "7.0.0",
    "gunicorn": "27.0.1",
    "uvicorn": "0.54.0",
    "psycopg": "3.3.9",
    "k6": "1.1.0",
    "postgres": "18.6",
    "valkey": "9.1.2",
}


@dataclass(frozen=True)
class Work:
    """What one request costs: CPU ms of service, database and cache, SQL statements and blocks."""

    service: float
    database: float
    cache: float | None
    statements: float
    blocks: float

    @property
    def cpu(self) -> ByComponent:
        return ByComponent(self.service, self.database, self.cache)


@dataclass(frozen=True)
class Made:
    title: str
    naive: Work
    optimized: Work
    keys: Keys = "cold"
    pairs: bool = True

    def work(self, contender: Contender) -> Work:
        """Bolt does what optimized does with less of a framework and without a cache."""
        if contender == BOLT:
            service, database = self.optimized.service * 0.6, self.optimized.database or 0.21
            return replace(self.optimized, service=service, database=database, cache=None)
        return self.naive if contender == NAIVE else self.optimized


SCENARIOS = {
    "list": Made("newest customers, page by page", Work(21, 61, None, 41, 2210), Work(0.31, 0.21, 0.15, 1, 27)),
    "list_hot": Made(
        "newest customers, page by page, 16 of them",
        Work(21, 61, None, 41, 2210),
        Work(0.11, 0, 0.16, 0, 0),
        keys="hot",
    ),
    "deep_page": Made(
        "pages around the middle of the table", Work(22, 390, None, 42, 21800), Work(0.32, 0.22, 0.15, 1, 28)
    ),
    "filter": Made("one or two filters", Work(22, 170, None, 37, 9800), Work(0.35, 4.1, 0.15, 1, 610)),
    "search": Made("one to three words", Work(21, 2950, None, 22, 31000), Work(0.36, 11, 0.15, 2, 940)),
    "sort": Made("first pages of every ordering", Work(21, 240, None, 41, 22100), Work(0.33, 0.24, 0.15, 1, 31)),
    "detail": Made("one customer by id", Work(3.9, 0.62, None, 3, 11), Work(0.26, 0.07, 0.14, 1, 8)),
    "write": Made(
        "create, read back, update, delete",
        Work(5.1, 1.4, None, 6, 34),
        Work(3.6, 1.5, 0.12, 7, 52),
        pairs=False,
    ),
    "mixed": Made(
        "80 % list, 15 % detail, 5 % write",
        Work(17.4, 49, None, 33.4, 1770),
        Work(0.55, 0.31, 0.15, 1.3, 29),
        pairs=False,
    ),
}


def quick() -> Results:
    return results()


def with_an_invalid_cell() -> Results:
    reason = "12% of the cold keys were in the cache, at most 5%"
    return with_cells(results(rounds=3), "search", "naive", valid=False, invalid_reason=reason)


def with_a_third_contender() -> Results:
    return results((NAIVE, OPTIMIZED, BOLT), rounds=8, measured_s=10.0, rows=3_000_000)


def with_four_contenders() -> Results:
    """The fourth has a long name, and was not asked in pairs."""
    run = with_a_third_contender()
    name = "a_contender_of_mine"
    copies = [replace(cell, contender=name) for cell in run.cells if cell.contender == "bolt"]
    mine = Contender(name=name, title="mine", workers=2, cached=False)
    return replace(run, contenders=(*run.contenders, mine), cells=(*run.cells, *copies))


def results(
    contenders: Sequence[Contender] = (NAIVE, OPTIMIZED),
    *,
    rounds: int = 2,
    measured_s: float = 1.5,
    rows: int = 300_000,
) -> Results:
    random = Random(7)
    cells = [
        cell(name, contender, round_, measured_s=measured_s, random=random)
        for round_ in range(1, rounds + 1)
        for name in SCENARIOS
        for contender in contenders
    ]
    return Results(
        conditions=Conditions(
            created="2026-11-21T10:00:00Z",
            commit="0123456789abcdef0123456789abcdef01234567",
            dirty=False,
            command=f"bench run --rows {rows:_} --mode quick --seed 7",
            mode="quick",
            seed=7,
            rows=rows,
            rounds=rounds,
            warm_up_s=0.7,
            measured_s=measured_s,
            host=Host(cpu_model="AMD EPYC 9B14", cores=2, memory_bytes=24 * 2**30, kernel="6.18.1", system="Debian 13"),
            versions=VERSIONS,
            settings={"shared_buffers": "1GB", "work_mem": "16MB"},
            fingerprints={contender.name: "9f31c2a7" for contender in contenders},
        ),
        contenders=tuple(contenders),
        scenarios=tuple(scenario(name, made) for name, made in SCENARIOS.items()),
        cells=tuple(replace(cell, position=position) for position, cell in enumerate(cells, start=1)),
        paired=tuple(
            pairs(name, contender, random)
            for name, made in SCENARIOS.items()
            for contender in contenders[1:]
            if made.pairs
        ),
        serial=tuple(
            SerialLatency(name, contender.name, latency(response_ms(made.work(contender)), 400))
            for name, made in SCENARIOS.items()
            for contender in contenders
            if not made.pairs
        ),
        classic=tuple(classic(contender) for contender in contenders),
    )


def scenario(name: str, made: Made) -> Scenario:
    return Scenario(
        name=name,
        title=made.title,
        keys=made.keys,
        load="busy",
    )


def cell(name: str, contender: Contender, round_: int, *, measured_s: float, random: Random) -> Cell:
    made, noise = SCENARIOS[name], exp(random.gauss(0, 0.02))
    work = made.work(contender)
    requests = max(round(2000 * measured_s / work.cpu.total), 3)
    return Cell(
        scenario=name,
        contender=contender.name,
        round=round_,
        position=0,
        questions=min(requests, 100),
        iterations=requests,
        connections=16,
        requests=requests,
        duration_s=measured_s,
        latency=latency(8 * work.cpu.total * noise, requests),
        cpu_ms_per_request=ByComponent(work.service * noise, work.database * noise, work.cache and work.cache * noise),
        cores=1.97,
        load_cores=0.01,
        foreign_cpu_share=0.012,
        sql_statements_per_request=work.statements,
        sql_rows_per_request=60.0,
        sql_blocks_per_request=work.blocks,
        bytes_per_request=420.0 if name in ("detail", "write") else 9400.0,
        memory_bytes=ByComponent(9e7, 2.5e8, work.cache and 1e7),
        cache_hit_ratio=(0.98 if made.keys == "hot" else 0.0) if contender.cached else None,
        valid=True,
        invalid_reason=None,
    )


def response_ms(work: Work) -> float:
    return work.cpu.total * 1.1 + 0.4


def latency(median_ms: float, n: int, *, spread: float = 0.25) -> Latency:
    """Lognormal, as service times are, with a longer tail."""
    normal = NormalDist()

    def at(q: float) -> float:
        z = normal.inv_cdf(min(max(q, 0.5 / n), 1 - 0.5 / n))
        return median_ms * exp(spread * (z + max(z, 0) ** 2 / 2))

    def known(q: float) -> float | None:
        return at(q) if percentile_is_known(n, q) else None

    line = tuple(at(step / QUANTILE_STEPS) for step in range(QUANTILE_STEPS + 1))
    return Latency(n=n, p50_ms=known(0.5), p95_ms=known(0.95), p99_ms=known(0.99), quantiles_ms=line)


def pairs(name: str, contender: Contender, random: Random) -> PairedLatency:
    slow, fast = (response_ms(SCENARIOS[name].work(each)) for each in (NAIVE, contender))
    n = max(20, round(1200 / (slow + fast)))
    times = tuple((slow * exp(random.gauss(0, 0.1)), fast * exp(random.gauss(0, 0.1))) for _ in range(n))
    return PairedLatency(
        scenario=name,
        baseline=NAIVE.name,
        contender=contender.name,
        pairs_ms=times,
        differences=0,
        baseline_latency=sampled([baseline for baseline, _ in times]),
        contender_latency=sampled([contender for _, contender in times]),
        median_ratio=median(baseline / contender for baseline, contender in times),
    )


def sampled(times: list[float]) -> Latency:
    return Latency(
        n=len(times),
        p50_ms=percentile(times, 0.5),
        p95_ms=percentile(times, 0.95),
        p99_ms=percentile(times, 0.99),
        quantiles_ms=tuple(quantile(times, step / QUANTILE_STEPS) for step in range(QUANTILE_STEPS + 1)),
    )


def classic(contender: Contender) -> Classic:
    slow = contender == NAIVE
    times = latency(4100.0, 1200) if slow else latency(3.1, 4800)
    return Classic(
        contender=contender.name,
        requests=times.n,
        failed=31 if slow else 0,
        achieved_per_s=times.n / 120,
        latency=times,
        latency_by_request={"list": times},
    )


def with_cells(
    results: Results, scenario: str, contender: str, *, rounds: Sequence[int] = (), **changes: Any
) -> Results:
    """The same results with fields of that scenario's and contender's cells changed, in these rounds or in all."""

    def changed(cell: Cell) -> Cell:
        meant = (cell.scenario, cell.contender) == (scenario, contender) and (not rounds or cell.round in rounds)
        return replace(cell, **changes) if meant else cell

    return replace(results, cells=tuple(changed(cell) for cell in results.cells))


def with_cpu(results: Results, scenario: str, contender: str, cpu_ms: Sequence[float]) -> Results:
    """The same results with these totals, one a round, as the contender's CPU time."""
    for round_, total in enumerate(cpu_ms, start=1):
        cpu = ByComponent(total, 0.0, None)
        results = with_cells(results, scenario, contender, rounds=[round_], cpu_ms_per_request=cpu)
    return results


def only(results: Results, *scenarios: str) -> Results:
    return replace(results, scenarios=tuple(each for each in results.scenarios if each.name in scenarios))
