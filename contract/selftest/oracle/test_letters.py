"""Case maps one character to one character. parity/test_letters.py compares this with PostgreSQL."""

import pytest
from crm_contract.oracle.letters import is_letter, is_mark, lower, upper


@pytest.mark.parametrize(("text", "expected"), [("straße", "STRAßE"), ("ᾳ", "ᾼ"), ("ς", "Σ"), ("ı", "I"), ("ŉ", "ŉ")])
def test_upper_case(text: str, expected: str) -> None:
    assert upper(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("İI", "ii"), ("ΣΣ", "σσ"), ("Ǆ", "ǆ"), ("ẞ", "ß")])
def test_lower_case(text: str, expected: str) -> None:
    assert lower(text) == expected


def test_letters_and_marks_are_different() -> None:
    assert is_letter("é")
    assert not is_mark("é")
    assert is_mark("\u0301")
    assert not is_letter("\u0301")
    assert not is_letter("Ⅷ")
