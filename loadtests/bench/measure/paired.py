"""Two contenders asked side by side: their paired latency, and each one's probe for the choice of rates."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean, median
from typing import Self

from bench.contender.meters import Reading, between
from bench.contender.running import Entrant
from bench.errors import BenchError
from bench.load.k6 import latency_of, run_k6
from bench.load.rates import Probe
from bench.load.scenarios import Workload
from bench.measure.observed import Bench
from bench.results.run import PairedLatency


def measure_pairs(
    bench: Bench, workload: Workload, baseline: Entrant, other: Entrant
) -> tuple[PairedLatency, Mapping[str, Probe]]:
    """Refuses to go on when an answer differs: times of different work say nothing."""
    for entrant in (baseline, other):
        entrant.empty_cache()
    variables: dict[str, str | float] = {
        "BASE_URL": baseline.url,
        "TERMS": str(baseline.terms),
        "OTHER_URL": other.url,
        "OTHER_TERMS": str(other.terms),
        "SCENARIO": workload.script,
        "KEYS": workload.keys,
        "DURATION": bench.mode.paired_s,
        "LEAST": workload.cycle,
    }
    before = {entrant.name: entrant.meters().read() for entrant in (baseline, other)}
    run = run_k6("paired", variables, bench.scratch, bench.processes)
    after = {entrant.name: entrant.meters().read() for entrant in (baseline, other)}

    asked = [Pair.read(line) for line in run.console]
    if not asked:
        raise BenchError(f"No pair of answers in {workload.name}: {baseline.url} or {other.url} does not answer.")
    if unlike := [pair for pair in asked if pair.verdict == "differ"]:
        raise BenchError(
            f"{baseline.name} and {other.name} answer differently in {len(unlike)} of {len(asked)} questions of "
            f"{workload.name}; the first is {unlike[0].question}. Run `bench verify`."
        )
    pairs = tuple(pair.times_ms for pair in asked if pair.verdict == "same")
    ratios = [first / second for first, second in pairs if second > 0]
    paired = PairedLatency(
        scenario=workload.name,
        baseline=baseline.name,
        contender=other.name,
        pairs_ms=pairs,
        differences=0,
        baseline_latency=latency_of([first for first, _ in pairs]),
        contender_latency=latency_of([second for _, second in pairs]),
        median_ratio=median(ratios) if ratios else None,
    )
    probes = {
        entrant.name: Probe(
            # The mean, because queues grow with the dear questions too. Without an answer, too, it took this long.
            latency_s=fmean(pair.times_ms[side] for pair in asked) / 1000,
            cpu_s=_cpu_s(before[entrant.name], after[entrant.name], iterations=len(asked)),
            workers=entrant.contender.workers,
            longest_s=max(pair.times_ms[side] for pair in asked) / 1000,
        )
        for side, entrant in enumerate((baseline, other))
    }
    return paired, probes


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of k6/paired.js."""

    times_ms: tuple[float, float]
    verdict: str
    question: str
    """Both statuses and the path."""

    @classmethod
    def read(cls, line: str) -> Self:
        first, second, verdict, question = line.split(" ", 3)
        return cls((float(first), float(second)), verdict, question)


def probe_alone(bench: Bench, workload: Workload, entrant: Entrant) -> Probe:
    """For what cannot be asked in pairs: writes, and a run with one contender."""
    entrant.empty_cache()
    variables: dict[str, str | float] = {
        **entrant.k6_variables,
        "KEYS": workload.keys,
        "SERIAL": 1,
        "DURATION": bench.mode.paired_s,
    }
    before = entrant.meters().read()
    run = run_k6(workload.script, variables, bench.scratch, bench.processes)
    after = entrant.meters().read()
    if run.failed or run.checks_failed:
        raise BenchError(
            f"{entrant.name} does not answer {workload.name} as it ought to: {run.failed} of {run.requests} requests "
            f"failed, {run.checks_failed} checks failed ({', '.join(run.failing_checks)}). See {entrant.folder}."
        )
    parts = list(run.latency_by_request.values())
    return Probe(
        latency_s=sum(part.n * fmean(part.quantiles_ms) for part in parts if part.n) / run.iterations / 1000,
        cpu_s=_cpu_s(before, after, iterations=run.iterations),
        workers=entrant.contender.workers,
        requests=run.requests / run.iterations,
    )


def _cpu_s(before: Reading, after: Reading, *, iterations: int) -> float:
    return between(before.cpu_s, after.cpu_s, per=iterations).total
