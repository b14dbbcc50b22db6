"""The words for figures, ratios and the conditions of a run, the same everywhere in the report."""

from collections.abc import Sequence

from bench.analysis.overall import Overall
from bench.analysis.rows import Figures, Row
from bench.analysis.statistics import RANGE_ONLY, Estimate
from bench.report.numbers import count, duration, factor, interval, number
from bench.results.run import Classic, Conditions, Results, Scenario

WORDS = (
    "CPU: user and system time of each server while it is busy; total = service + database + cache.",
    "Latency: one user, one request at a time; n requests.",
    "SQL: statements; blocks: of 8 KiB, hit or read; both by pg_stat_statements. kB: of the bodies.",
    "–: too few requests for the percentile, or no such part.",
)


def figure_words(row: Row, figures: Figures) -> list[str]:
    """p50, p95, n; service, database, cache and total; statements, blocks and kB."""
    cpu = figures.cpu_ms
    return [
        number(row.latency.p50_ms),
        number(row.latency.p95_ms),
        f"{row.latency.n:,}",
        *(number(part) for part in (cpu.service, cpu.database, cpu.cache, cpu.total)),
        count(figures.sql_statements),
        count(figures.sql_blocks),
        number(figures.kilobytes),
    ]


def median_words(row: Row) -> str:
    """`1.69 ms`, or the number of requests that were too few for a median."""
    return duration(row.latency.p50_ms) if row.latency.p50_ms else f"n = {row.latency.n}"


def cpu_words(estimate: Estimate | None) -> str:
    return in_words(estimate, better="less CPU", worse="more CPU", figure="CPU") if estimate else "no CPU ratio"


def latency_words(estimate: Estimate) -> str:
    return in_words(estimate, better="lower latency", worse="higher latency", figure="latency")


def verdict_words(row: Row) -> str:
    """Both ratios. Scenarios that write have no pairs, so they have no ratio of latencies."""
    latency = [latency_words(row.latency_ratio)] if row.latency_ratio else []
    return "; ".join([cpu_words(row.cpu_ratio), *latency])


def in_words(estimate: Estimate, *, better: str, worse: str, figure: str) -> str:
    """`124× less CPU [118–131]`; a ratio below 1 is turned around: `1.50× more CPU [1.31–1.62]`."""
    if not estimate.clear:
        return f"{factor(estimate.value)} {figure}, no clear difference {interval(estimate)}"
    if estimate.value >= 1:
        return f"{factor(estimate.value)} {better} {interval(estimate)}"
    turned = turned_around(estimate)
    return f"{factor(turned.value)} {worse} {interval(turned)}"


def turned_around(estimate: Estimate) -> Estimate:
    """The ratio the other way round."""
    return Estimate(1 / estimate.value, 1 / estimate.high, 1 / estimate.low, estimate.n, estimate.noticeable)


def total_cpu(row: Row) -> float | None:
    """CPU ms per request of valid measurements; None for an invalid one, because nothing may be derived from it."""
    return row.figures.cpu_ms.total if row.figures and row.valid else None


def failed_words(profile: Classic) -> str:
    """`31 (2.6%)`; `0` if no request failed."""
    return f"{profile.failed:,} ({profile.failed / profile.requests:.1%})" if profile.failed else "0"


def load_words(scenario: Scenario) -> str:
    """`cold keys`; in older results `cold keys, 11.8/s offered`."""
    if scenario.load == "busy":
        return f"{scenario.keys} keys"
    if scenario.offered_per_s is None:
        return f"{scenario.keys} keys, one request at a time"
    return f"{scenario.keys} keys, {count(scenario.offered_per_s)}/s offered"


def spread_words(rounds: int) -> str:
    """The meaning of the brackets behind a ratio."""
    if rounds <= RANGE_ONLY:
        return f"min–max of {rounds} rounds" if rounds > 1 else "a single round, so no spread is known"
    return f"95% bootstrap interval of {rounds} rounds"


def notes(results: Results, table: Sequence[Row]) -> list[str]:
    """The meaning of the columns, and of this run's special cases."""
    found = [brackets_words(results.conditions.rounds), *WORDS]
    return found + [f"The CPU time of {part} could not be read: the total is without it." for part in unread(table)]


def unread(table: Sequence[Row]) -> list[str]:
    """`the database of naive`: parts that a contender has and of which the CPU time is unknown."""
    measured = [(row.contender, row.figures.cpu_ms) for row in table if row.figures]
    parts = [f"the database of {contender.name}" for contender, cpu in measured if cpu.database is None]
    parts += [f"the cache of {contender.name}" for contender, cpu in measured if contender.cached and cpu.cache is None]
    return list(dict.fromkeys(parts))


def brackets_words(rounds: int) -> str:
    pairs = f"of the pairs for latency, as a 95% bootstrap interval from {RANGE_ONLY + 1} pairs on"
    return f"In brackets: {spread_words(rounds)}; {pairs}."


def overall_words(overall: Overall, baseline: str) -> str:
    """`naive ÷ optimized, geometric means: CPU 31.2× (7 of 8 scenarios), paired latency 22.4× (8 of 8 scenarios)`."""
    figures = (
        ("CPU", overall.cpu, overall.cpu_scenarios),
        ("paired latency", overall.latency, overall.latency_scenarios),
    )
    means = [
        f"{name} {factor(mean)} ({n} of {counted(overall.scenarios, 'scenario')})" for name, mean, n in figures if mean
    ]
    return f"{baseline} ÷ {overall.contender.name}, geometric means: {', '.join(means) or 'no scenario gives a ratio'}"


def conditions_words(results: Results) -> list[str]:
    """The conditions of every figure, as the parts of one line."""
    conditions = results.conditions
    return [
        f"{conditions.rows:,} customers",
        commit_words(conditions),
        f"{plain_cpu(conditions.host.cpu_model)}, {counted(conditions.host.cores, 'core')}",
        f"{conditions.mode} mode, {counted(conditions.rounds, 'round')} of {count(conditions.measured_s)} s",
        ", ".join(f"{name} {version}" for name, version in conditions.versions.items()),
        conditions.created[:10],
    ]


def commit_words(conditions: Conditions) -> str:
    changed = " with uncommitted changes" if conditions.dirty else ""
    return f"commit {conditions.commit[:7]}{changed}"


def plain_cpu(model: str) -> str:
    """`Intel(R) Xeon(R) CPU @ 2.60GHz` without its marks."""
    return " ".join(model.replace("(R)", " ").replace("(TM)", " ").split())


def counted(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
