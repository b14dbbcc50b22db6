"""Search: splits texts into words and terms. Every term must be a prefix of a word."""

import unicodedata
from collections.abc import Iterable

from crm_contract.oracle.letters import DIGITS, is_letter, is_mark, lower


def terms(search: str) -> tuple[str, ...]:
    """Return the terms of a search. A search without terms finds all customers."""
    return tuple(_split(unicodedata.normalize("NFC", search)))


def words(texts: Iterable[str | None]) -> frozenset[str]:
    """Return the words of a customer's searchable texts."""
    return frozenset(word for text in texts if text for word in _split(text))


def matches(wanted: Iterable[str], stored: frozenset[str]) -> bool:
    return all(any(word.startswith(term) for word in stored) for term in wanted)


def _split(text: str) -> list[str]:
    """Split at every character except letters, digits, and marks that follow a letter or such a mark."""
    spaced = ""
    after_letter = False
    for character in lower(text):
        after_letter = is_letter(character) or (after_letter and is_mark(character))
        spaced += character if after_letter or character in DIGITS else " "
    return spaced.split()
