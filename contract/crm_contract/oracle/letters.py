"""Letters and marks of the generated list, and case as in PostgreSQL's builtin locale C.UTF-8.

Case maps one character to one character. Characters that are newer than this Python's Unicode have no case here.
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
    # The upper case of ᾀ is ἈΙ, with two characters. Its title case ᾈ has one character.
    for mapped in (character.upper(), character.title()):
        if len(mapped) == 1:
            return mapped
    return character


@cache
def _lower(character: str) -> str:
    # Only İ has a lower case of two characters. Its one-to-one mapping is i.
    return "i" if character == "İ" else character.lower()
