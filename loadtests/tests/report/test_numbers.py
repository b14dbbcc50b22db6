"""Numbers as text."""

import pytest
from bench.report.numbers import count, duration, factor, number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0.0, "0"),
        (0.0214, "0.021"),
        (0.9994, "0.999"),
        (0.9996, "1.00"),
        (9.994, "9.99"),
        (9.996, "10.0"),
        (99.96, "100"),
        (1234.5, "1,234"),
    ],
)
def test_numbers_have_about_three_digits(value: float | None, text: str) -> None:
    assert number(value) == text


def test_counts_factors_and_times_read_as_people_write_them() -> None:
    assert [count(value) for value in (41.0, 1.3, 33.4, 2210.0, 100.0)] == ["41", "1.3", "33.4", "2,210", "100"]
    factors = [factor(value) for value in (0.666, 1.236, 17.46, 124.4, 1240.0)]
    assert factors == ["0.67×", "1.24×", "17.5×", "124×", "1,240×"]
    assert [duration(value) for value in (0.931, 93.12, 9810.0)] == ["0.931\u00a0ms", "93.1\u00a0ms", "9.81\u00a0s"]
