"""PostgreSQL cuts what is stored into the same words as Python cuts what is searched for."""

import unicodedata
from itertools import chain, product

import pytest
from crm_optimized.application.search_customers import WORD, search_terms
from django.core.management import call_command
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


@pytest.mark.django_db(transaction=True)
def test_customers_of_an_older_database_get_their_words_anew() -> None:
    call_command("migrate", "customers", "0006_places", verbosity=0)
    try:
        with connection.cursor() as cursor:
            cursor.execute("""
                INSERT INTO customers_customer (id, customer_id, first_name, last_name, gender, created, last_updated)
                VALUES (1, '1', 'Zoë', 'Meyer', 'other', now(), now()), (2, '2', 'Ⅷa', 'Rao', 'other', now(), now());
                INSERT INTO customers_address VALUES (1, NULL, NULL, '1', 'हिन्दी', 'India');
            """)
        call_command("migrate", "customers", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT tsvector_to_array(search_vector) FROM customers_customer ORDER BY id")
            found = [{lexeme for lexeme in row[0] if lexeme[0] not in "^="} for row in cursor.fetchall()]
        assert found == [{"1", "zoë", "meyer", "हिन्दी", "india"}, {"2", "a", "rao"}]
    finally:
        call_command("migrate", "customers", verbosity=0)
