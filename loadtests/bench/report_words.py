"""Figures as words: how numbers, ratios and the conditions of a run read everywhere in the report."""

from bench.report_rows import Overall, Row
from bench.results import Classic, Conditions, Results, Scenario
from bench.statistics import RANGE_ONLY, Estimate

UNKNOWN = "–"  # too few samples for this percentile, a part that the contender has not, or one that cannot be read

# An assumption, in USD: the list price of one vCPU of AWS Fargate (Linux, x86, us-east-1) is 0.04048 an hour,
# the same since 2019. Another price scales every cost alike and changes no ratio.
USD_PER_VCPU_HOUR = 0.04048
PRICE = (
    "What the CPU time means: requests a second that one busy core serves (1000 / CPU ms), and what a million requests "
    f"cost at an assumed {USD_PER_VCPU_HOUR} USD per vCPU-hour."
)

CLASSIC = "classic: 50 users with pauses of 1 s, the profile of many comparisons. For reading, never for a ratio."

NOTES = (
    "CPU: user and system time of each server; total = service + database + cache, without the load generator.",
    "SQL: statements; blocks: of 8 KiB, hit or read; both by pg_stat_statements. kB: received, headers included.",
    "k6's share: the load generator's part of all CPU time. –: too few requests for the percentile, or no such part.",
    "*: too few requests in the rounds, so these are the latencies of the pairs, one request at a time.",
)


def number(value: float | None) -> str:
    """About three significant digits and never more than three decimals: 1,234 · 123 · 12.3 · 1.23 · 0.123."""
    if value is None:
        return UNKNOWN
    decimals = next((digits for limit, digits in ((99.95, 0), (9.995, 1), (0.9995, 2)) if abs(value) >= limit), 3)
    return f"{value:,.{decimals}f}" if value else "0"


def count(value: float | None) -> str:
    """A number of things, whole where it is whole: 41 and not 41.0."""
    text = number(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def percentiles(row: Row) -> list[str]:
    """p50, p95 and p99 in milliseconds, each with a star where they are those of the pairs."""
    star = "*" if row.latency_of_pairs else ""
    times = (row.latency.p50_ms, row.latency.p95_ms, row.latency.p99_ms)
    return [UNKNOWN if time is None else number(time) + star for time in times]


def percent(share: float) -> str:
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


def factor(value: float) -> str:
    """124×, 17.5×, 1.48×, 0.67×."""
    decimals = next((digits for limit, digits in ((99.5, 0), (9.95, 1)) if value >= limit), 2)
    return f"{value:,.{decimals}f}×"


def interval(estimate: Estimate) -> str:
    """The interval in the digits of its value: [118–131]; one round alone has none."""
    if estimate.n == 1:
        return "[1 round]"
    return f"[{factor(estimate.low)[:-1]}–{factor(estimate.high)[:-1]}]"


def ratio(estimate: Estimate | None) -> str:
    """124× [118–131]."""
    if estimate is None:
        return UNKNOWN
    doubt = "" if estimate.clear else "no clear difference, "
    return f"{doubt}{factor(estimate.value)} {interval(estimate)}"


def cpu_words(estimate: Estimate | None) -> str:
    return in_words(estimate, "CPU", "{} less CPU", "{} more CPU")


def latency_words(estimate: Estimate | None) -> str:
    return in_words(estimate, "latency", "answers {} sooner", "answers {} later")


def in_words(estimate: Estimate | None, figure: str, better: str, worse: str) -> str:
    """`124× less CPU [118–131]`; a ratio below 1 is turned around: `1.50× more CPU [1.31–1.62]`."""
    if estimate is None:
        return f"no {figure} ratio"
    if not estimate.clear:
        return f"{figure}: {ratio(estimate)}"
    if estimate.value >= 1:
        return f"{better.format(factor(estimate.value))} {interval(estimate)}"
    turned = Estimate(1 / estimate.value, 1 / estimate.high, 1 / estimate.low, estimate.n)
    return f"{worse.format(factor(turned.value))} {interval(turned)}"


def duration(milliseconds: float) -> str:
    """0.93 ms, 93.1 ms, 9.81 s."""
    return f"{number(milliseconds)} ms" if milliseconds < 999.5 else f"{number(milliseconds / 1000)} s"


def requests_per_core(cpu_ms: float) -> float:
    """Requests a second that one busy core would serve."""
    return 1000 / cpu_ms


def usd_per_million(cpu_ms: float) -> float:
    """A million requests need 1000 CPU seconds for each CPU millisecond of one request."""
    return cpu_ms * 1000 / 3600 * USD_PER_VCPU_HOUR


def usd(amount: float | None) -> str:
    if amount is None:
        return UNKNOWN
    return f"${amount:.2f}" if amount >= 0.1 else f"${amount:.4f}"


def failed_words(profile: Classic) -> str:
    """`31 (2.6%)`; none is `0`."""
    return f"{profile.failed:,} ({profile.failed / profile.requests:.1%})" if profile.failed else "0"


def load_words(scenario: Scenario) -> str:
    """`cold keys, 11.8/s`."""
    keys = {"cold": "cold keys", "hot": "hot keys", "mixed": "reads and writes"}[scenario.keys]
    if scenario.offered_per_s is None:
        return f"{keys}, one request at a time"
    return f"{keys}, {count(scenario.offered_per_s)}/s offered"


def spread_words(rounds: int) -> str:
    """What stands in the brackets behind a ratio."""
    if rounds <= RANGE_ONLY:
        return f"min–max of {rounds} rounds" if rounds > 1 else "a single round, so no spread is known"
    return f"95 % bootstrap interval of {rounds} rounds"


def brackets_words(rounds: int) -> str:
    return f"In brackets: {spread_words(rounds)}; for latency, the 95 % bootstrap interval of the pairs."


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
        f"{plain_cpu(conditions.host.cpu_model)}, {conditions.host.cores} cores",
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
