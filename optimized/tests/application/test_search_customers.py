import pytest
from crm_optimized.application.search_customers import search_terms


@pytest.mark.parametrize(
    ("search", "terms"),
    [
        ("Anna-Lena O'Neil", ("anna", "lena", "o", "neil")),
        ("Zoe\u0308", ("zoë",)),
        ("İSTANBUL", ("istanbul",)),
        ("ΟΔΟΣ", ("οδοσ",)),  # str.lower() would end it with ς, and no stored word ends with that
        ("7QK-3F9D2", ("7qk", "3f9d2")),
        ("m²", ("m",)),
        ("100%_\\", ("100",)),
        (" ,;- ", ()),
        ("", ()),
    ],
)
def test_a_search_is_cut_into_folded_words(search: str, terms: tuple[str, ...]) -> None:
    assert search_terms(search) == terms


@pytest.mark.parametrize("search", ["a b c d e f", "x" * 51])
def test_too_many_words_or_too_long_ones_are_refused(search: str) -> None:
    with pytest.raises(ValueError, match="at most 5 words of at most 50 characters"):
        search_terms(search)
