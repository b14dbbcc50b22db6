"""Search: every term must be a prefix of some word."""

import unicodedata
from collections.abc import Iterable

from crm_contract.oracle.letters import DIGITS, is_letter, is_mark, lower


def terms(search: str) -> tuple[str, ...]:
    """What a client searches for, as terms; none is no search."""
    return tuple(_split(unicodedata.normalize("NFC", search)))


def words(texts: Iterable[str | None]) -> frozenset[str]:
    """The words of one customer's searchable texts."""
    return frozenset(word for text in texts if text for word in _split(text))


def matches(wanted: Iterable[str], stored: frozenset[str]) -> bool:
    return all(any(word.startswith(term) for word in stored) for term in wanted)


def _split(text: str) -> list[str]:
    """Words are letters, digits, and marks that follow a letter or another mark that follows one."""
    spaced = ""
    after_letter = False
    for character in lower(text):
        after_letter = is_letter(character) or (after_letter and is_mark(character))
        spaced += character if after_letter or character in DIGITS else " "
    return spaced.split()
