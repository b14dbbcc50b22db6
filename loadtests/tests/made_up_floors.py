"""Results of `bench floors` for tests."""

from bench.results.floors import FloorConditions, FloorResults, Trial
from bench.results.run import ByComponent, Host

CONDITIONS = FloorConditions(
    created="2026-11-22T03:00:00Z",
    commit="0123456789",
    dirty=False,
    command="bench floors",
    rows=300_000,
    rounds=3,
    seconds=1.0,
    host=Host("a processor", 2, 8 * 2**30, "6.1", "Debian"),
    versions={"python": "3.13.0"},
    fingerprint="abc",
)


def trials(cell: str, *cpu_us: float, database: float | None = None) -> tuple[Trial, ...]:
    return tuple(
        Trial(cell, number, 1000, 1000.0, 1.0, 2.0, 7000.0, ByComponent(service=each, database=database, cache=None))
        for number, each in enumerate(cpu_us, 1)
    )


def results(*cells: tuple[Trial, ...]) -> FloorResults:
    return FloorResults(CONDITIONS, tuple(trial for cell in cells for trial in cell))
