"""Parses values of queries and bodies. Each value has only one valid spelling."""

import re
from datetime import UTC, date, datetime

MAX_POINTS = 2**31 - 1

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?"
    r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
)


class Invalid(ValueError):
    """The value breaks the contract. The message names the rule and never repeats the value."""


def parse_date(text: str) -> date:
    if not _DATE.fullmatch(text):
        raise Invalid("Must be a date, YYYY-MM-DD.")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("No such day.") from None


def parse_moment(text: str) -> datetime:
    """Parse an RFC 3339 date-time with an offset, and return it in UTC."""
    if not _MOMENT.fullmatch(text):
        raise Invalid("Must be an RFC 3339 date-time with an offset.")
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid("No such moment in UTC.") from None


def parse_number(text: str, *, digits: int, least: int, most: int) -> int:
    if not re.fullmatch(rf"[0-9]{{1,{digits}}}", text) or not least <= int(text) <= most:
        raise Invalid(f"Must be a whole number from {least} to {most}.")
    return int(text)


def parse_choice(text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise Invalid("Must be one of " + ", ".join(choices) + ".")
    return text
