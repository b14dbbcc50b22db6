"""Search: every term must be a prefix of some word."""

import unicodedata
from collections.abc import Callable, Iterable

from oracle.letters import is_term_character, is_word_character, lower


def terms(search: str) -> tuple[str, ...]:
    """What a client searches for, as terms; none is no search."""
    return tuple(_split(lower(unicodedata.normalize("NFC", search)), is_term_character))


def words(texts: Iterable[str | None]) -> frozenset[str]:
    """The words of one customer's searchable texts."""
    return frozenset(word for text in texts if text for word in _split(lower(text), is_word_character))


def matches(wanted: Iterable[str], stored: frozenset[str]) -> bool:
    return all(any(word.startswith(term) for word in stored) for term in wanted)


def _split(text: str, belongs: Callable[[str], bool]) -> list[str]:
    spaced = "".join(character if belongs(character) else " " for character in text)
    return [part for part in spaced.split(" ") if part]
