"""Results as runs give them, with figures from the design's measurements, made from a seed: no run needed."""

from collections.abc import Sequence
from dataclasses import replace
from math import exp
from random import Random
from statistics import NormalDist, median

from bench.results import (
    QUANTILE_STEPS,
    ByComponent,
    Cell,
    Classic,
    Conditions,
    Contender,
    Host,
    Latency,
    PairedLatency,
    Results,
    Scenario,
)
from bench.statistics import percentile_is_known, quantile

NAIVE = Contender(name="naive", title="Django REST framework", workers=2, cached=False)
OPTIMIZED = Contender(name="optimized", title="django-ninja, keyset pages, cache", workers=2, cached=True)
BOLT = Contender(name="bolt", title="django-bolt", workers=2, cached=False)

# name, title, keys, offered per second, then CPU ms of (service, database) and (statements, blocks) of naive, and the
# same of optimized with its cache.
SCENARIOS = (
    ("list", "newest customers, page by page", "cold", 12.2, (21.0, 61.0), (41.0, 2210.0), (0.31, 0.21, 0.15), (1.0, 27.0)),
    ("list_hot", "the same few pages again and again", "hot", 12.2, (21.0, 61.0), (41.0, 2210.0), (0.11, 0.0, 0.16), (0.0, 0.0)),
    ("deep_page", "pages from the middle of the table", "cold", 2.4, (22.0, 390.0), (42.0, 21800.0), (0.32, 0.22, 0.15), (1.0, 28.0)),
    ("filter", "one city, newest first", "cold", 5.2, (22.0, 170.0), (37.0, 9800.0), (0.35, 4.1, 0.15), (1.0, 610.0)),
    ("search", "one to three words in eight columns", "cold", None, (21.0, 2950.0), (22.0, 31000.0), (0.36, 11.0, 0.15), (2.0, 940.0)),
    ("sort", "ordered by points or last name", "cold", 3.8, (21.0, 240.0), (41.0, 22100.0), (0.33, 0.24, 0.15), (1.0, 31.0)),
    ("detail", "one customer by id", "cold", 200.0, (3.9, 0.62), (3.0, 11.0), (0.26, 0.07, 0.14), (1.0, 8.0)),
    ("write", "create, read back, update, delete", "mixed", 77.0, (5.1, 1.4), (6.0, 34.0), (3.6, 1.5, 0.12), (7.0, 52.0)),
    ("mixed", "80 % list, 15 % detail, 5 % writes", "mixed", 15.1, (17.4, 49.0), (33.4, 1770.0), (0.55, 0.31, 0.15), (1.3, 29.0)),
)  # fmt: skip


def latency(median_ms: float, n: int, *, spread: float = 0.25) -> Latency:
    """Lognormal, as service times are, with a tail twice as wide as the body."""
    normal = NormalDist()

    def at(q: float) -> float:
        z = normal.inv_cdf(min(max(q, 0.5 / n), 1 - 0.5 / n))
        return median_ms * exp(spread * (2 * z if z > 1 else z + (z > 0) * z * z / 2))

    def known(q: float) -> float | None:
        return at(q) if percentile_is_known(n, q) else None

    line = tuple(at(step / QUANTILE_STEPS) for step in range(QUANTILE_STEPS + 1))
    return Latency(n=n, p50_ms=known(0.5), p95_ms=known(0.95), p99_ms=known(0.99), quantiles_ms=line)


def results(
    contenders: Sequence[Contender] = (NAIVE, OPTIMIZED), *, rounds: int = 2, measured_s: float = 1.5, rows: int = 300_000, seed: int = 7
) -> Results:
    random = Random(seed)
    cells = [
        cell(line, contender, round_, measured_s=measured_s, random=random)
        for round_ in range(1, rounds + 1)
        for line in SCENARIOS
        for contender in contenders
    ]
    return Results(
        conditions=Conditions(
            created="2026-11-21T10:00:00Z",
            commit="0123456789abcdef0123456789abcdef01234567",
            dirty=False,
            command=f"bench run --rows {rows:_} --mode quick --seed {seed}",
            mode="quick",
            seed=seed,
            rows=rows,
            rounds=rounds,
            warm_up_s=0.7,
            measured_s=measured_s,
            host=Host(cpu_model="AMD EPYC 9B14", cores=2, memory_bytes=24 * 2**30, kernel="6.18.1", system="Debian 13"),
            versions={"python": "3.13.0", "django": "6.1.3", "postgres": "18.6", "valkey": "9.1.2", "k6": "1.1.0"},
            settings={"shared_buffers": "1GB", "workers": "2"},
            fingerprints={contender.name: "9f31c2a7" for contender in contenders},
        ),
        contenders=tuple(contenders),
        scenarios=tuple(scenario(line) for line in SCENARIOS),
        cells=tuple(replace(cell, position=position) for position, cell in enumerate(cells, start=1)),
        paired=tuple(pairs(line, contender, random) for line in SCENARIOS for contender in contenders[1:]),
        classic=tuple(classic(contender) for contender in contenders),
    )


def scenario(line: tuple) -> Scenario:
    name, title, keys, offered = line[:4]
    load = "serial" if offered is None else "rate"
    return Scenario(name=name, title=title, keys=keys, load=load, offered_per_s=offered, vus=1 if offered is None else 10)


def cost(line: tuple, contender: Contender) -> ByComponent:
    """CPU ms per request of one contender; bolt does optimized's work with less of a framework and no cache."""
    if contender.name == NAIVE.name:
        return ByComponent(*line[4], cache=None)
    service, database, cache = line[6]
    if contender.name == OPTIMIZED.name:
        return ByComponent(service, database, cache)
    return ByComponent(service * 0.6, database or 0.21, cache=None)


def cell(line: tuple, contender: Contender, round_: int, *, measured_s: float, random: Random) -> Cell:
    noise = exp(random.gauss(0, 0.02))
    cpu = cost(line, contender)
    statements, blocks = line[5] if contender.name == NAIVE.name else line[7]
    offered = line[3]
    achieved = offered or min(50.0, 1000 / (cpu.total + 1))
    requests = max(round(achieved * measured_s), 3)
    scale = 1 if cpu.cache is None else noise
    return Cell(
        scenario=line[0],
        contender=contender.name,
        round=round_,
        position=0,
        attempts=1,
        duration_s=measured_s,
        offered_per_s=offered,
        achieved_per_s=achieved,
        requests=requests,
        failed=0,
        checks_failed=0,
        dropped=0,
        latency=latency((cpu.total * 1.1 + 0.4) * noise, requests),
        latency_by_request={},
        cpu_ms_per_request=ByComponent(
            cpu.service * noise, (cpu.database or 0) * noise, None if cpu.cache is None else cpu.cache * scale
        ),
        k6_cores=0.02 + achieved * 0.0002,
        k6_share=0.5 / (0.5 + cpu.total),
        foreign_cpu_share=0.012,
        sql_statements_per_request=statements,
        sql_rows_per_request=60.0,
        sql_blocks_per_request=blocks,
        bytes_per_request=420.0 if line[0] in ("detail", "write") else 9400.0,
        memory_bytes=ByComponent(9e7, 2.5e8, None if cpu.cache is None else 1e7),
        cache_hit_ratio=None if not contender.cached else 0.98 if line[2] == "hot" else 0.0,
        valid=True,
        invalid_reason=None,
    )


def pairs(line: tuple, contender: Contender, random: Random) -> PairedLatency:
    slow, fast = (cost(line, each).total * 1.1 + 0.4 for each in (NAIVE, contender))
    times = tuple((slow * exp(random.gauss(0, 0.1)), fast * exp(random.gauss(0, 0.1))) for _ in range(30))
    return PairedLatency(
        scenario=line[0],
        baseline=NAIVE.name,
        contender=contender.name,
        pairs_ms=times,
        differences=0,
        baseline_latency=sample([baseline for baseline, _ in times]),
        contender_latency=sample([contender for _, contender in times]),
        median_ratio=median(baseline / contender for baseline, contender in times),
    )


def sample(times: list[float]) -> Latency:
    line = tuple(quantile(times, step / QUANTILE_STEPS) for step in range(QUANTILE_STEPS + 1))
    return Latency(n=len(times), p50_ms=median(times), p95_ms=None, p99_ms=None, quantiles_ms=line)


def classic(contender: Contender) -> Classic:
    slow = contender.name == NAIVE.name
    times = latency(4100.0 if slow else 3.1, 1200 if slow else 4800)
    return Classic(
        contender=contender.name,
        requests=times.n,
        failed=31 if slow else 0,
        achieved_per_s=times.n / 120,
        latency=times,
        latency_by_request={"list": times},
    )


def with_cells(results: Results, scenario: str, contender: str, **changes: object) -> Results:
    """The same results with some fields of that scenario's and contender's cells changed, in every round."""
    return replace(
        results,
        cells=tuple(
            replace(cell, **changes) if (cell.scenario, cell.contender) == (scenario, contender) else cell
            for cell in results.cells
        ),
    )


def quick() -> Results:
    return results()


def with_an_invalid_cell() -> Results:
    reason = "12 of 40 iterations dropped, 0 allowed"
    return with_cells(results(rounds=3), "search", "naive", valid=False, invalid_reason=reason, dropped=12)


def with_a_third_contender() -> Results:
    return results((NAIVE, OPTIMIZED, BOLT), rounds=8, measured_s=10.0, rows=3_000_000)

