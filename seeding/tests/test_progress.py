import io

from crm_seeding.progress import Lines
from django.core.management.base import OutputWrapper


def lines(*, seconds_between: float) -> list[str]:
    stream = io.StringIO()
    with Lines(OutputWrapper(stream), seconds_between=seconds_between).phase("Loading", 3_000) as advance:
        for _ in range(3):
            advance(1_000)
    return [line.partition(" after ")[0] for line in stream.getvalue().splitlines()]


def test_a_short_phase_is_one_line() -> None:
    assert lines(seconds_between=60) == ["Loading: 3_000 of 3_000"]


def test_a_long_phase_has_a_line_every_few_seconds() -> None:
    assert lines(seconds_between=0) == ["Loading: 1_000 of 3_000", "Loading: 2_000 of 3_000", "Loading: 3_000 of 3_000"]
