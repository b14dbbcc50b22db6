"""Paragraphs and figures of docs/scale.md."""

import textwrap

from bench.report.numbers import count, duration, number

COLUMNS_OF_TEXT = 120
MOST_CORES = 10_000


def paragraph(*parts: str) -> str:
    return textwrap.fill(" ".join(parts), COLUMNS_OF_TEXT, break_long_words=False, break_on_hyphens=False)


def busy(cores: float) -> str:
    """No machine has so many; more digits would promise more than a prediction can."""
    return f"over {MOST_CORES:,}" if cores > MOST_CORES else count(cores)


def at_rows(rows: float) -> str:
    return "not up to 10^12 rows" if rows > 10**12 else f"{rows_in_words(rows)} rows"


def rows_in_words(rows: float) -> str:
    return f"{count(rows / 10**6)} million" if rows < 10**9 else f"{count(rows / 10**9)} billion"


def size(size: float) -> str:
    return f"{number(size / 10**9)} GB" if size < 10**12 else f"{number(size / 10**12)} TB"


def time_of(seconds: float) -> str:
    return duration(seconds * 1000) if seconds < 3600 else f"{number(seconds / 3600)} h"
