"""Words begin at the same characters in PostgreSQL as in Python."""

from itertools import chain, product

import pytest
from crm_naive.customers.filters import WORD, WORD_BEGINS, WORD_MAY_BEGIN
from django.db import connection
from factories import Find, a_customer

pytestmark = pytest.mark.django_db

# All scripts, without most Chinese characters and Korean syllables, which form ranges.
CODE_POINTS = (range(1, 0x3500), range(0x9F00, 0xAD00), range(0xD700, 0xD800), range(0xE000, 0x20100))


def found_in_sql(texts: list[str], term: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT text FROM unnest(%s::text[]) AS text WHERE text ~ %s AND text ~ %s",
            [texts, WORD_MAY_BEGIN + term, WORD_BEGINS + term],
        )
        return {row[0] for row in cursor.fetchall()}


def found_in_python(texts: list[str], term: str) -> set[str]:
    return {text for text in texts if any(word.startswith(term) for word in WORD.findall(text))}


def test_a_word_begins_after_the_same_characters_in_sql_as_in_python() -> None:
    texts = [f"{chr(code_point)}q" for code_point in chain(*CODE_POINTS)]

    assert found_in_sql(texts, "q") == found_in_python(texts, "q")


@pytest.mark.parametrize("term", ["q", "1", "q1", "1q", "qq", "q\u0301", "q\u0301\u0301q", "1q\u0301"])
def test_a_word_begins_in_the_same_sequences_in_sql_as_in_python(term: str) -> None:
    texts = ["".join(characters) for length in range(8) for characters in product("q1\u0301-", repeat=length)]

    assert found_in_sql(texts, term) == found_in_python(texts, term)


@pytest.mark.parametrize(
    "name", ["हिन्दी", "עֹמֶר שָׁלוֹם", "عُمَر", "สมชาย น้ำ", "Nguyễn", "தமிழ்ச்செல்வி", "q\u0301\u0302a", "\u0301q1\u0301b"]
)
def test_a_name_finds_itself_and_so_does_its_beginning(found: Find, name: str) -> None:
    a_customer("it", last_name=name)
    a_customer("other", last_name="Lovelace")

    for length in range(1, len(name) + 1):
        if WORD.search(name[:length]):
            assert found(search=name[:length]) == ["it"]


def test_a_mark_is_no_word_and_splits_none(found: Find) -> None:
    a_customer("hindi", first_name="हिन्दी", last_name="x", address={"city": "Bonn", "country": "Ⅷa"})

    assert found(search="दी") == []
    assert found(search="न") == []
    assert found(search="a bonn") == ["hindi"]
