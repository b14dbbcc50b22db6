"""The CPU time of contenders that get no requests."""

from bench.report.numbers import number
from bench.report.sections.section import Finding, Section
from bench.results.run import Idle, Results

SENTENCE = (
    "The CPU time that each contender uses when no requests arrive. It is part of CPU per request and never "
    "subtracted. At a low rate few requests share it, so a fast contender looks slower than it is."
)


def idle_section(results: Results) -> Section | None:
    if not results.idle:
        return None
    found = [Finding(f"{each.contender}: {_words(each)}", each.contender, strong=False) for each in results.idle]
    return Section("Idle", SENTENCE, found)


def _words(idle: Idle) -> str:
    """`1.7 ms of CPU a second when idle (service 1.1, database 0.6)`."""
    cpu = idle.cpu_ms_per_s
    parts = [("service", cpu.service), ("database", cpu.database), ("cache", cpu.cache)]
    words = ", ".join(f"{name} {number(value)}" for name, value in parts if value is not None)
    return f"{number(cpu.total)} ms of CPU a second when idle ({words})"


def idle_ms_per_request(results: Results, contender: str, *, requests_per_s: float) -> float | None:
    """The part of CPU per request that the contender would have used without any request."""
    found = next((idle for idle in results.idle if idle.contender == contender), None)
    return found.cpu_ms_per_s.total / requests_per_s if found and requests_per_s else None
