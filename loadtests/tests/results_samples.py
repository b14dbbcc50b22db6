"""A small result with every field set, for tests of what reads results."""

from bench.results.run import (
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


def latency(median_ms: float, *, n: int = 400) -> Latency:
    """A latency whose quantiles rise in a line from 0 to twice the median."""
    line = tuple(round(2 * median_ms * step / QUANTILE_STEPS, 3) for step in range(QUANTILE_STEPS + 1))
    return Latency(n=n, p50_ms=median_ms, p95_ms=round(1.9 * median_ms, 3), p99_ms=None, quantiles_ms=line)


def cell(contender: str, round_: int, *, scale: float, valid: bool = True) -> Cell:
    return Cell(
        scenario="list",
        contender=contender,
        round=round_,
        position=round_,
        questions=38,
        iterations=38,
        connections=16,
        requests=38,
        duration_s=1.5,
        latency=latency(20 * scale),
        cpu_ms_per_request=ByComponent(service=12 * scale, database=8 * scale, cache=None if scale == 1 else 0.1),
        cores=1.9,
        load_cores=0.02,
        foreign_cpu_share=0.01,
        sql_statements_per_request=42.0 * scale,
        sql_rows_per_request=61.0,
        sql_blocks_per_request=2200.0 * scale,
        bytes_per_request=9400.0,
        memory_bytes=ByComponent(service=9e7, database=2.5e8, cache=None if scale == 1 else 1e7),
        cache_hit_ratio=None if scale == 1 else 0.0,
        valid=valid,
        invalid_reason=None if valid else "52% of the cold keys were in the cache, at most 5%",
    )


def results() -> Results:
    return Results(
        conditions=Conditions(
            created="2026-11-21T10:00:00Z",
            commit="0123456789abcdef0123456789abcdef01234567",
            dirty=False,
            command="bench run --rows 300_000 --mode quick --seed 1",
            mode="quick",
            seed=1,
            rows=300_000,
            rounds=2,
            warm_up_s=0.7,
            measured_s=1.5,
            host=Host(cpu_model="Testor 9000", cores=2, memory_bytes=25 * 2**30, kernel="6.18", system="Debian 13"),
            versions={"python": "3.13.0", "postgres": "18.6"},
            settings={"shared_buffers": "1GB", "workers": "2"},
            fingerprints={"naive": "abc", "optimized": "abc"},
            structures={"naive": "1a2b", "optimized": "3c4d"},
        ),
        contenders=(
            Contender(name="naive", title="DRF", workers=2, cached=False),
            Contender(name="optimized", title="ninja", workers=2, cached=True),
        ),
        scenarios=(
            Scenario(
                name="list",
                title="newest customers, page by page",
                keys="cold",
                load="busy",
            ),
        ),
        cells=tuple(
            cell(name, round_, scale=scale)
            for round_ in (1, 2)
            for name, scale in (("naive", 1.0), ("optimized", 0.125))
        ),
        paired=(
            PairedLatency(
                scenario="list",
                baseline="naive",
                contender="optimized",
                pairs_ms=((20.0, 2.0), (22.0, 2.0), (21.0, 2.1)),
                differences=0,
                baseline_latency=latency(21, n=3),
                contender_latency=latency(2, n=3),
                median_ratio=10.0,
            ),
        ),
        classic=(
            Classic(
                contender="naive",
                requests=4000,
                failed=0,
                achieved_per_s=33.0,
                latency=latency(30),
                latency_by_request={"list": latency(30)},
            ),
        ),
    )
