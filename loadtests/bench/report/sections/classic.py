"""The closed profile of many comparisons."""

from bench.report.numbers import number
from bench.report.sections.section import Line, Section, Table, columns
from bench.report.words import failed_words
from bench.results.run import Classic, Results

SENTENCE = "50 users with pauses of 1 s: the profile of many comparisons. Read it, but never use it for a ratio."
COLUMNS = columns("contender, requests, failed, requests/s, p50 ms, p95 ms, p99 ms")


def classic_section(results: Results) -> Section | None:
    if not results.classic:
        return None
    lines = [Line(_cells(profile), profile.contender) for profile in results.classic]
    return Section("The classic profile", SENTENCE, tables=[Table("50 users with pauses", COLUMNS, lines)])


def _cells(profile: Classic) -> list[str]:
    times = (profile.latency.p50_ms, profile.latency.p95_ms, profile.latency.p99_ms)
    return [
        profile.contender,
        f"{profile.requests:,}",
        failed_words(profile),
        number(profile.achieved_per_s),
        *map(number, times),
    ]
