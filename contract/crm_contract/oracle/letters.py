"""Letters and marks of the generated list, and case as in PostgreSQL's builtin locale C.UTF-8: one character to one.

The case of a character that is newer than the Unicode version of this Python is the one thing that this cannot know.
"""

import re
from functools import cache

from crm_contract.oracle.word_characters import LETTERS, MARKS

DIGITS = frozenset("0123456789")


def upper(text: str) -> str:
    return "".join(map(_upper, text))


def lower(text: str) -> str:
    return "".join(map(_lower, text))


@cache
def is_letter(character: str) -> bool:
    return re.fullmatch(f"[{LETTERS}]", character) is not None


@cache
def is_mark(character: str) -> bool:
    return re.fullmatch(f"[{MARKS}]", character) is not None


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
