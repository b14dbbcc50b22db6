"""The CPU time of contenders that get no requests."""

from bench.report.numbers import number
from bench.report.sections.section import Finding, Section
from bench.results.run import Idle, Results

SENTENCE = "The CPU time that each contender uses when no requests arrive: the price of keeping it up."


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
