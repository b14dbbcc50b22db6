"""PostgreSQL cuts what is stored into the same words as Python cuts what is searched for."""

import unicodedata
from itertools import chain, product

import pytest
from crm_optimized.application.search_customers import WORD, search_terms
from django.db import connection

# All scripts but the 91 000 Chinese characters and Korean syllables in one block each, and the planes of more of them.
CODE_POINTS = (range(1, 0x3500), range(0x9F00, 0xAD00), range(0xD700, 0xD800), range(0xE000, 0x20100))


def words(texts: list[str]) -> list[list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT customers_words(text) FROM unnest(%s::text[]) WITH ORDINALITY AS _ (text, place) ORDER BY place",
            [texts],
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
def test_every_character_joins_or_splits_in_sql_as_in_python() -> None:
    # A letter that is newer than this Python may have a lower case in PostgreSQL alone.
    known = (chr(c) for c in chain(*CODE_POINTS) if unicodedata.category(chr(c)) != "Cn")
    texts = [unicodedata.normalize("NFC", f"q{c}1{c}q") for c in known]
    assert [text for text, cut in zip(texts, words(texts), strict=True) if tuple(cut) != search_terms(text)] == []


@pytest.mark.django_db
def test_every_sequence_of_letters_digits_marks_and_signs_is_cut_in_sql_as_in_python() -> None:
    texts = ["".join(characters) for length in range(8) for characters in product("q1\u0301-", repeat=length)]
    assert [text for text, cut in zip(texts, words(texts), strict=True) if cut != WORD.findall(text)] == []
