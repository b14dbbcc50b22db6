"""Letters, as PostgreSQL's builtin locale C.UTF-8 sees them: case maps one character to one character.

A character that Unicode first assigned after the version Python was built with is the one thing this cannot know.
"""

from functools import cache

DIGITS = frozenset("0123456789")

# Marks and symbols that Unicode calls alphabetic although they are no letters: inside a stored word they are part of
# it. Python's standard library has no table of them, so these are the ones in the tricky rows and in the tests;
# parity/test_letters.py asks PostgreSQL.
ALPHABETIC_MARKS = frozenset("\u0363\u05b0\u093e\u093f\u0940\u0e31\u2167\u2177\u24b6\u24b7\u24d0\u24d1")


def upper(text: str) -> str:
    return "".join(map(_upper, text))


def lower(text: str) -> str:
    return "".join(map(_lower, text))


def is_term_character(character: str) -> bool:
    """In what a client searches for, everything else separates terms."""
    return character.isalpha() or character in DIGITS


def is_word_character(character: str) -> bool:
    """In a stored text, everything else separates words: PostgreSQL's [[:alnum:]]."""
    return character.isalpha() or character in DIGITS or character in ALPHABETIC_MARKS


@cache
def _upper(character: str) -> str:
    # ᾀ has the two-character upper case ἈΙ, and the one-character ᾈ, which Python calls its title case.
    for mapped in (character.upper(), character.title()):
        if len(mapped) == 1:
            return mapped
    return character


@cache
def _lower(character: str) -> str:
    # İ alone has a lower case of two characters; its one-to-one mapping is i.
    return "i" if character == "İ" else character.lower()
