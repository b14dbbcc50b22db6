"""The closed profile as lines of words, the same on the terminal, in results.md and on the page."""

from collections.abc import Iterator

from bench.report.numbers import number
from bench.report.words import failed_words
from bench.results.run import Results

CLASSIC_HEADINGS = ("contender", "requests", "failed", "requests/s", "p50 ms", "p95 ms", "p99 ms")


def classic_lines(results: Results) -> Iterator[list[str]]:
    for profile in results.classic:
        times = (profile.latency.p50_ms, profile.latency.p95_ms, profile.latency.p99_ms)
        yield [
            profile.contender,
            f"{profile.requests:,}",
            failed_words(profile),
            number(profile.achieved_per_s),
            *map(number, times),
        ]
