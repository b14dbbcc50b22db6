"""Texts are split into words and terms by the rule of the contract."""

import pytest
from crm_contract.oracle.words import matches, terms, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("हिन्दी", ["हिन्दी"]),
        ("עֹמֶר-שָׁלוֹם", ["עֹמֶר", "שָׁלוֹם"]),
        ("e\u0301a", ["éa"]),
        ("q\u0301\u0302a", ["q\u0301\u0302a"]),
        ("\u0301a", ["a"]),
        ("1\u0301a", ["1", "a"]),
        ("a1\u0301\u0302b", ["a1", "b"]),
        (" \u093fa", ["a"]),
        ("علی\u200cرضا", ["علی", "رضا"]),
        ("a\u200d\u0301b", ["a", "b"]),
        ("a\ufe0fb", ["a\ufe0fb"]),
        ("1\ufe0f\u20e3", ["1"]),
        ("ⅧaⒶb²c٣d", ["a", "b", "c", "d"]),
        ("ａ１ǅ", ["ａ", "ǆ"]),
        ("\U0001e900\U0001e94a", ["\U0001e922\U0001e94a"]),
        ("İı Σς", ["iı", "σς"]),
    ],
)
def test_a_text_has_these_words(text: str, expected: list[str]) -> None:
    assert list(terms(text)) == expected


def test_every_term_must_begin_a_word() -> None:
    stored = words(["Jean-Luc", None, "O'Neill"])
    assert matches(["jea", "nei"], stored)
    assert not matches(["jea", "eill"], stored)
    assert matches([], stored)
