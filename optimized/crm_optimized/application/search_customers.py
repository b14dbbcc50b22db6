"""The read side: the queries, and the port that answers them.

Results are encoded read models. They are encoded once, next to the database, and no later code looks into them.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from crm_optimized.application.word_characters import LETTERS, MARKS

TERMS_MAX = 5
TERM_LENGTH = 50
DEFAULT_PAGE_SIZE = 20

# A mark belongs to a word if it follows a letter, or a mark that belongs to the word.
WORD = re.compile(f"(?:[{LETTERS}][{MARKS}]*|[0-9])+")
ASCII_WORD = re.compile("[a-z0-9]+")


class SortKey(StrEnum):
    CREATED = "created"
    LAST_UPDATED = "last_updated"
    BIRTHDAY = "birthday"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    CUSTOMER_ID = "customer_id"
    POINTS = "points"
    LAST_ACTIVITY = "last_activity"


@dataclass(frozen=True, slots=True)
class Ordering:
    """Ties are ordered by id in the same direction. NULL is last in ascending order and first in descending order."""

    key: SortKey = SortKey.CREATED
    descending: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerQuery:
    """One page of customers: the conditions, the order and the position.

    `filters` are (name, value) pairs, sorted by name, each name at most once. `terms` are folded words. A customer
    matches if all filters and terms match. Without a `cursor`, the page is the first one.
    """

    filters: tuple[tuple[str, object], ...] = ()
    terms: tuple[str, ...] = ()
    ordering: Ordering = Ordering()
    page_size: int = DEFAULT_PAGE_SIZE
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """`results` is a JSON array. `next` and `previous` are cursors, or None if there is no such page."""

    results: bytes
    next: str | None
    previous: str | None


class CustomerSearch(Protocol):
    async def page(self, query: CustomerQuery) -> CustomerPage:
        """Raises InvalidCursor, StorageUnavailable."""
        ...

    async def detail(self, id: int) -> bytes:
        """One customer as a JSON object. Raises CustomerNotFound, StorageUnavailable."""
        ...

    async def ping(self) -> None:
        """Raises StorageUnavailable."""
        ...


def search_terms(search: str) -> tuple[str, ...]:
    """The words of a search, composed (NFC), then split and folded like stored text (`customers_words` in SQL).

    Raises ValueError if there are more than 5 words, or if one has more than 50 characters.
    """
    if search.isascii():
        words = ASCII_WORD.findall(search.lower())
    else:
        words = WORD.findall("".join(map(_lower, unicodedata.normalize("NFC", search))))
    if len(words) > TERMS_MAX or any(len(word) > TERM_LENGTH for word in words):
        raise ValueError(f"must be at most {TERMS_MAX} words of at most {TERM_LENGTH} characters")
    return tuple(words)


def _lower(character: str) -> str:
    """PostgreSQL maps one character to one. str.lower() makes two of İ, and maps Σ differently at the end of a word."""
    lowered = character.lower()
    return lowered if len(lowered) == 1 else "i" if character == "İ" else character
