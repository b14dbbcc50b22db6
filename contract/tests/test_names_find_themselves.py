"""A name in any script finds itself. Names are drawn from the letters and marks of the script."""

import unicodedata
from random import Random

import pytest
from crm_contract.oracle.letters import is_letter, is_mark
from crm_contract.sample_data.customers import Create, unique
from crm_contract.service_under_test.checked_client import CheckedClient

BLOCKS = {
    "Latin with accents": (0x00C0, 0x024F),
    "decomposed Latin": (0x0300, 0x036F),
    "Greek": (0x0370, 0x03FF),
    "Cyrillic": (0x0400, 0x04FF),
    "Armenian": (0x0530, 0x058F),
    "Hebrew": (0x0590, 0x05FF),
    "Arabic": (0x0620, 0x06FF),
    "Syriac": (0x0700, 0x074F),
    "Devanagari": (0x0900, 0x097F),
    "Bengali": (0x0980, 0x09FF),
    "Gurmukhi": (0x0A00, 0x0A7F),
    "Gujarati": (0x0A80, 0x0AFF),
    "Tamil": (0x0B80, 0x0BFF),
    "Telugu": (0x0C00, 0x0C7F),
    "Kannada": (0x0C80, 0x0CFF),
    "Malayalam": (0x0D00, 0x0D7F),
    "Sinhala": (0x0D80, 0x0DFF),
    "Thai": (0x0E00, 0x0E7F),
    "Lao": (0x0E80, 0x0EFF),
    "Tibetan": (0x0F40, 0x0FBC),
    "Burmese": (0x1000, 0x109F),
    "Hangul letters": (0x1100, 0x11FF),
    "Ethiopic": (0x1200, 0x137F),
    "Khmer": (0x1780, 0x17D3),
    "Mongolian": (0x1800, 0x18AF),
    "Vietnamese": (0x1EA0, 0x1EF9),
    "Japanese kana": (0x3040, 0x30FF),
    "Chinese characters": (0x4E00, 0x9FFF),
    "Chakma": (0x11100, 0x1114F),
    "Adlam": (0x1E900, 0x1E95F),
}


def drawn_name(random: Random, script: str) -> str:
    """Draw two words of letters with up to three marks each, in NFC as the services store text."""
    first, last = BLOCKS[script]
    block = [chr(code_point) for code_point in range(first, last + 1)]
    letters = [c for c in block if is_letter(c)] or ["a", "e", "o", "w"]
    marks = [c for c in block if is_mark(c)] or [""]
    words = (
        "".join(random.choice(letters) + "".join(random.choices(marks, k=random.randrange(4))) for _ in range(length))
        for length in (random.randrange(2, 5), 2)
    )
    return unicodedata.normalize("NFC", " ".join(words))


@pytest.mark.parametrize("script", BLOCKS)
def test_a_name_is_found_by_its_beginning_up_to_any_character(api: CheckedClient, create: Create, script: str) -> None:
    token, name = unique(), drawn_name(Random(script), script)
    create(customer_id=token, first_name="x", last_name=name)
    for length in range(1, len(name) + 1):
        for typed in {name[:length], unicodedata.normalize("NFD", name[:length])}:
            response = api.list(customer_id=token, search=typed)
            found = [row["last_name"] for row in response.json()["results"]]
            assert found == [name], f"{typed!r} does not find {name!r}"


@pytest.mark.parametrize("script", BLOCKS)
def test_a_name_is_not_found_by_the_end_of_a_word(api: CheckedClient, create: Create, script: str) -> None:
    token, name = unique(), drawn_name(Random(script), script)
    create(customer_id=token, first_name="x", last_name=name)
    word = name.split()[0]
    start = max(n for n, character in enumerate(word) if n and is_letter(character))
    if word.startswith(word[start:]) or name.split()[1].startswith(word[start:]):
        pytest.skip("this word begins with its own end")
    assert api.list(customer_id=token, search=word[start:]).json()["results"] == []
