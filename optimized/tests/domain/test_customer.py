from datetime import UTC, datetime, timedelta, timezone

import pytest
from crm_optimized.domain.customer import RuleBrokenError, instant, points, text


def test_text_is_stored_in_composed_form() -> None:
    assert text("Zoe\u0308", length=100) == "Zoë"


def test_the_length_of_a_text_is_that_of_its_composed_form() -> None:
    assert text("e\u0308" * 10, length=10) == "ë" * 10
    with pytest.raises(RuleBrokenError):
        text("\u0958" * 4, length=7)  # composes to eight characters


@pytest.mark.parametrize("value", ["", "x" * 11, "a\0b", "\ud800"])
def test_a_text_that_is_empty_too_long_or_no_unicode_is_refused(value: str) -> None:
    with pytest.raises(RuleBrokenError):
        text(value, length=10)


def test_an_instant_is_the_same_moment_in_utc() -> None:
    berlin = timezone(timedelta(hours=2))
    assert instant(datetime(2024, 5, 1, 1, tzinfo=berlin)) == datetime(2024, 4, 30, 23, tzinfo=UTC)


def test_an_instant_that_leaves_the_calendar_in_utc_is_refused() -> None:
    with pytest.raises(RuleBrokenError):
        instant(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))))


@pytest.mark.parametrize("value", [-1, 2**31])
def test_points_outside_the_column_are_refused(value: int) -> None:
    with pytest.raises(RuleBrokenError):
        points(value)
