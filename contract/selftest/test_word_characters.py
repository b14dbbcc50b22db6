"""The generated lists are those that the generator writes, and the rule of words is that of the contract."""

import pytest
from crm_contract.oracle.words import terms
from generate_word_characters import COPIES, REPOSITORY, source


def test_the_generator_writes_what_is_there_with_any_python() -> None:
    written = source()
    assert [copy for copy in COPIES if (REPOSITORY / copy).read_text(encoding="ascii") != written] == []


@pytest.mark.parametrize(
    ("text", "words"),
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
def test_a_text_has_these_words(text: str, words: list[str]) -> None:
    assert list(terms(text)) == words
