"""Other spellings of a value, in which parsers differ: one accepts it, another refuses it or reads another value.

`spellings` is a table, `misspelled` draws more. Texts may contain lone surrogates.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from random import Random
from typing import Literal

type Change = Callable[[str], str]

SPACES = " \t\n\v\f\r\x1c\x1f\x85\xa0\u1680\u2003\u2028\u2029\u202f\u205f\u3000"
INVISIBLE = "\0\x01\x7f\xad\u200b\u200d\u200e\u2060\ufeff\ufffd\ufffe\U000e0020"
COMBINING = "\u0301\u0345\u093e\u20e3\ufe0f"
SURROGATES = ("\ud800", "\udfff", "\udc00\ud800")
# The zeros of other scripts. The other digits follow their zero.
ZEROS = "٠०０𝟎"
LOOKALIKES = str.maketrans("skiaeoTZz-:.,+", "ſKıаеоТΖｚ−：．，＋")
AROUND = (*SPACES, *INVISIBLE, *COMBINING, *SURROGATES, *"+-_,.;'\"%&=#?/\\<>()[]{}|~^*!@$`", "0", "1", "a", "é", "🎉")

WORDS = (
    "", " ", "null", "None", "nil", "undefined", "NaN", "nan", "Infinity", "inf", "-inf", "true", "True", "TRUE",
    "false", "False", "yes", "no", "on", "off", "t", "f", "y", "n", "0", "1", "-0", "+0", "00", "1e3", "1E3", "1e-3",
    "1.", ".5", "1.0", "0x1F", "0b1", "0o7", "1_0", "1 0", "²", "½", "Ⅷ", "①", "一", "9" * 10, "9" * 20, "9" * 5_000,
    "0" * 5_000, "1" + "0" * 400, "2147483647", "2147483648", "-2147483648", "4294967297", "9223372036854775807",
    "9223372036854775808", "[]", "{}", "[1]", '"1"', "now", "today", "epoch", "infinity", "-infinity", "allballs",
    "ß", "ẞ", "İ", "ı", "ſ", "ǅ", "ŉ", "ﬀ", "ΐ", "ς", "Σ", "K", "Å", "e\u0301", "é", "\u0301e", "가", "가", "각", "豈",
    "x" * 100, "x" * 101, "é" * 100, "e\u0301" * 100, "e\u0301" * 50 + "x" * 50, "🎉" * 100, "🎉" * 101, "ΐ" * 100,
    "\u0344" * 100, "a b c d e", "a b c d e f", "a" * 50, "a" * 51, "İ" * 51, "a\u0301" * 50, "a\u0345" * 51,
    "+" * 100,
)  # fmt: skip
DATES = (
    "2020-01-01", "2020-02-30", "2021-02-29", "1900-02-29", "2000-02-29", "0000-01-01", "0001-01-01", "9999-12-31",
    "10000-01-01", "+2020-01-01", "-0001-01-01", "2020-1-1", "20-01-01", "20200101", "202001", "2020", "2020-01",
    "2020-00-10", "2020-13-01", "2020-01-00", "2020-W01", "2020-W01-1", "2020W011", "2020-001", "2020001", "2020-366",
    "2020/01/01", "2020.01.01", "01.01.2020", "Jan 1, 2020", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00",
    "2020-01-01 00:00:00", "2020‐01‐01", "2020−01−01", "J2451545", "2020-01-01 BC",
)  # fmt: skip
CLOCKS = (
    "", "T", "T00", "T0000", "T000000", "T00:00", "T00:00:00", "T00:00:60", "T23:59:60", "T23:59:61", "T24:00:00",
    "T24:00", "T25:00:00", "T23:60:00", "T0:0:0", "t00:00:00", " 00:00:00", "_00:00:00", "\t00:00:00", "00:00:00",
    "  00:00:00", "T 00:00:00", "T00:00:00 AM", "T12:00:00PM",
    *(f"T00:00:00.{'123456789'[:digits]}" for digits in range(10)), "T00:00:00,5", "T00:00:00,123456", "T00:00.5",
    "T00.5", "T-1:00:00", "T00:00:00.1234567890123", "T00:00:00.٣", "T00:00:00.1e2", "T٠٠:00:00",
)  # fmt: skip
OFFSETS = (
    "", "Z", "z", "ZZ", " Z", "+00:00", "-00:00", "+0000", "+00", "+0", "+00:00:00", "+00:00:00.000001", "+05:30",
    "+0530", "-0530", "+5:30", "+05.5", "+23:59", "-23:59", "+24:00", "-24:00", "+14:00", "+00:60", "+00:0", "UTC",
    " UTC", "GMT", "+01:00[Europe/Zurich]", " Europe/Zurich", "CET", "\u221201:00", " 01:00", "+01：00", "++01:00",
    "+-01:00", "+01:00Z",
)  # fmt: skip
MOMENTS = tuple(dict.fromkeys(
    [f"2020-01-01T00:00:00{offset}" for offset in OFFSETS]
    + [f"2020-01-01{clock}Z" for clock in CLOCKS]
    + [f"2020-01-01{clock}+01:00" for clock in CLOCKS]
    + [f"{day}T00:00:00Z" for day in DATES]
    + [f"0001-01-01T00:00:00{offset}" for offset in OFFSETS]
    + [f"9999-12-31T23:59:59.999999{offset}" for offset in OFFSETS]
))  # fmt: skip


def spellings(text: str) -> Iterator[str]:
    """Yield every spelling of the table for a text that the contract accepts."""
    for change in CHANGES:
        yield change(text)
    for character in AROUND:
        at = len(text) // 2
        yield from (character + text, text + character, text[:at] + character + text[at:])


def misspelled(text: str, random: Random, *, count: int) -> Iterator[str]:
    """Draw the text with two or three changes, each at a random place."""
    for _ in range(count):
        result = text
        for _ in range(random.randint(2, 3)):
            if random.random() < 0.5:
                result = random.choice(CHANGES)(result)
            else:
                at = random.randint(0, len(result))
                result = result[:at] + random.choice(AROUND) + result[at:]
        yield result


def _in_script(zero: str) -> Change:
    return lambda text: re.sub("[0-9]", lambda digit: chr(ord(zero) + int(digit[0])), text)


def _without(pattern: str) -> Change:
    return lambda text: re.sub(pattern, "", text)


def _normal(form: Literal["NFC", "NFD", "NFKC", "NFKD"]) -> Change:
    return lambda text: unicodedata.normalize(form, text)


CHANGES: tuple[Change, ...] = (
    str.upper,
    str.lower,
    str.swapcase,
    str.title,
    str.casefold,
    *map(_in_script, ZEROS),
    _normal("NFC"),
    _normal("NFD"),
    _normal("NFKC"),
    _normal("NFKD"),
    *map(_without, (":", "-", r"\.", "T", "^.", ".$")),
    lambda text: text.translate(LOOKALIKES),
    lambda text: text[::-1],
    lambda text: text * 2,
    lambda text: text + text[-1:],
    lambda text: "0" * 9 + text,
    lambda text: text + ".0",
    lambda text: text + "e0",
    lambda text: f'"{text}"',
    lambda text: f"{text},{text}",
    lambda text: f" {text} ",
    lambda text: re.sub("([0-9])([0-9])", r"\1_\2", text),
)
