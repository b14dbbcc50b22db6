"""Axes: where a value lies, and which values have a label."""

import pytest
from bench.report.figures.axis import Axis, log_axis, rows_words, time_words


def test_a_value_lies_between_the_ends_by_its_logarithm() -> None:
    axis = Axis(1.0, 100.0, str)
    assert [axis.share(value) for value in (1.0, 10.0, 100.0)] == [0.0, pytest.approx(0.5), 1.0]
    assert Axis(0.0, 4.0, str, log=False).share(1.0) == 0.25


def test_a_long_axis_names_powers_of_ten_and_a_short_one_the_steps_between_them() -> None:
    assert Axis(0.5, 2000.0, str).ticks() == [1.0, 10.0, 100.0, 1000.0]
    assert Axis(0.9, 12.0, str).ticks() == [1.0, 2.0, 5.0, 10.0]


def test_an_axis_has_room_at_both_ends_and_leaves_out_what_has_no_logarithm() -> None:
    axis = log_axis([0.0, 2.0, 8.0], str, room=2.0)
    assert (axis.low, axis.high) == (1.0, 16.0)
    assert log_axis([], str).ticks()


def test_ticks_read_as_times_and_sizes() -> None:
    assert [time_words(value) for value in (0.1, 10.0, 2000.0)] == ["0.1 ms", "10 ms", "2 s"]
    assert [rows_words(value) for value in (20, 100_000, 3_000_000)] == ["20", "100k", "3M"]


def test_an_axis_may_end_behind_its_last_tick() -> None:
    assert Axis(0.5, 20_000.0, str, last_tick=1_500.0).ticks() == [1.0, 10.0, 100.0, 1000.0]
