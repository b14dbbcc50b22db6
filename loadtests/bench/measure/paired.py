"""Two contenders get the same questions side by side: their paired latency, and each one's probe."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from statistics import fmean, median
from typing import Self

from bench.contender.meters import between
from bench.contender.running import RunningContender
from bench.errors import BenchError
from bench.http_client import Client
from bench.load.iterations import HOT_QUESTIONS
from bench.load.k6 import Variables, latency_of
from bench.load.probe import Probe
from bench.load.scenarios import Scenario
from bench.measure.bench import Bench
from bench.results.run import PairedLatency

type Both = tuple[RunningContender, RunningContender]
"""The baseline and the other contender."""


def measure_pairs(
    bench: Bench, scenario: Scenario, *, baseline: RunningContender, other: RunningContender
) -> tuple[PairedLatency, Mapping[str, Probe]]:
    """The paired latency, and a probe for each contender. An answer that differs is an error: times of different work
    cannot be compared."""
    both = (baseline, other)
    for contender in both:
        contender.empty_cache()
        if scenario.keys == "hot":
            _fill_cache(contender, scenario.script)
    before = {contender.name: contender.meters().read() for contender in both}
    run = bench.k6("paired", _variables(bench, scenario, baseline=baseline, other=other))
    after = {contender.name: contender.meters().read() for contender in both}
    asked = _all_alike([Pair.read(line) for line in run.console], scenario.name, contenders=both)
    probes = {
        contender.name: Probe(
            # The mean, because a pass has expensive questions too. A question without an answer took this time too.
            latency_s=fmean(pair.times_ms[side] for pair in asked) / 1000,
            cpu_s=between(before[contender.name].cpu_s, after[contender.name].cpu_s, per=len(asked)).total,
            workers=contender.definition.workers,
        )
        for side, contender in enumerate(both)
    }
    return _paired(asked, scenario.name, contenders=both), probes


def _fill_cache(contender: RunningContender, script: str) -> None:
    """Without it most of few pairs would be the first request for their key."""
    if contender.datastores.cache is None:
        return
    with Client(contender.url) as client:
        for path, _, _ in contender.questions.get(script, contender.questions["list"])[-HOT_QUESTIONS:]:
            client.body(path)


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


def _variables(bench: Bench, scenario: Scenario, *, baseline: RunningContender, other: RunningContender) -> Variables:
    return {
        "BASE_URL": baseline.url,
        "TERMS": str(baseline.questions_file),
        "OTHER_URL": other.url,
        "OTHER_TERMS": str(other.questions_file),
        "SCENARIO": scenario.script,
        "KEYS": scenario.keys,
        "DURATION": bench.mode.paired_s,
        "LEAST": ceil(bench.mode.least_iterations / scenario.cycle) * scenario.cycle,
    }


def _all_alike(asked: list[Pair], scenario: str, *, contenders: Both) -> list[Pair]:
    baseline, other = contenders
    if not asked:
        raise BenchError(f"No pair of answers in {scenario}: {baseline.url} or {other.url} does not answer.")
    if unlike := [pair for pair in asked if pair.verdict == "differ"]:
        raise BenchError(
            f"{baseline.name} and {other.name} answer differently in {len(unlike)} of {len(asked)} questions of "
            f"{scenario}; the first is {unlike[0].question}. Run `bench verify`."
        )
    return asked


def _paired(asked: list[Pair], scenario: str, *, contenders: Both) -> PairedLatency:
    baseline, other = contenders
    pairs = tuple(pair.times_ms for pair in asked if pair.verdict == "same")
    ratios = [first / second for first, second in pairs if second > 0]
    return PairedLatency(
        scenario=scenario,
        baseline=baseline.name,
        contender=other.name,
        pairs_ms=pairs,
        differences=0,
        baseline_latency=latency_of([first for first, _ in pairs]),
        contender_latency=latency_of([second for _, second in pairs]),
        median_ratio=median(ratios) if ratios else None,
    )
