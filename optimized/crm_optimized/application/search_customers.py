"""The read side: what can be asked, and the port that answers.

Answers are read models that are encoded already: nobody between the database and the socket looks into them.
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

# A mark belongs to a word if it follows a letter, or another mark that does.
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
    """Ties are broken by id in the same direction; NULL sorts last ascending and first descending."""

    key: SortKey = SortKey.CREATED
    descending: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerQuery:
    """One page of customers: which, in what order, from where.

    `filters` are (name, value) pairs in the order of their names, each name at most once; a customer matches if all do.
    """

    filters: tuple[tuple[str, object], ...] = ()
    terms: tuple[str, ...] = ()
    ordering: Ordering = Ordering()
    page_size: int = DEFAULT_PAGE_SIZE
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """`results` is a JSON array; `next` and `previous` are cursors, None at either end."""

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
    """The words of a search, cut and folded as `customers_words` of migration 0007 does it, but composed (NFC) before.

    Raises ValueError, with a sentence, when there are more than 5 words or one is longer than 50 characters.
    """
    if search.isascii():
        words = ASCII_WORD.findall(search.lower())
    else:
        words = WORD.findall("".join(map(_lower, unicodedata.normalize("NFC", search))))
    if len(words) > TERMS_MAX or any(len(word) > TERM_LENGTH for word in words):
        raise ValueError(f"must be at most {TERMS_MAX} words of at most {TERM_LENGTH} characters")
    return tuple(words)


def _lower(character: str) -> str:
    """PostgreSQL's one-to-one mapping. str.lower() makes İ two characters, and Σ depend on its place in the word."""
    lowered = character.lower()
    return lowered if len(lowered) == 1 else "i" if character == "İ" else character
