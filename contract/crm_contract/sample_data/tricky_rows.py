"""5 000 customers that are hard to filter, search, sort and page: the same ones every time."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from crm_contract.oracle.customers import GENDERS, Address, Customer
from crm_contract.oracle.values import MAX_POINTS

COUNT = 5_000

# Prefixes of each other, one-letter words, accents, letters whose other case does not exist or has several characters,
# marks without a composed form, and special characters of LIKE, regular expressions, URLs, JSON and tsquery.
WORDS = r"""
a A b B bb B. c an ann Ann Anna anna ANNA Annabel annabelle Anne-Marie anne Ada Ada-Lovelace Zoë ZOË zoe Zoé
O'Brien o’brien OBrien O' d'Arc D’Arc Jean-Luc Jean Luc Jeanluc jean_luc jean.luc McDonald MACDONALD Müller
muller MÜLLER Straße STRASSE straße Strasse STRAẞE Weiß İbrahim ibrahim
ıbrahim IBRAHIM İ i ı I Işık işik Σίσυφος ΣΊΣΥΦΟΣ σίσυφοσ
ς σ Σ Ǆura ǆura ǅura ᾳδης ᾼΔΗΣ ŉdebele ﬁona FIONA Żółć Łukasz
Nguyễn Đặng Søren Ångström ångström Ñandú Æsir Œuvre Þór
q̃ax q̃ x̣́y हिन्दी คัน אְב 日本 日本語テスト 東京 김 محمد ٣٤٥ २०२४ ٣
100% % %% _ __ under_score a_b a%b \ \% \_ back\slash a\b [a] (a) a|b | b*a+b a?b ^a$ {a} a&b !a a:* 'a' "a" `a`
;a --a /*a*/ # ? & = + @ r2d2 4ever 2nd 007 7 x² ² ½ Ⅷ ⅷ Ⓐⓑ 🎉 🎉🎊 👩‍👩‍👧 a🎉b 𝔸𝔹 𝔸 𐐀 𐐨
null NULL true None undefined NaN 0 -1 1e3 <b> </a> &amp;
""".split()  # noqa: SIM905  (one word a line would be 160 lines)
# Names with blanks of every kind in every place.
SPACED = [
    "de la Cruz",
    "van der Berg",
    " Anna",
    "Anna ",
    " a",
    "a  b",
    "  ",
    "\u00a0",
    "\u2003a",
    "a\tb",
    "a\nb",
    "\n",
    "\u2028",
    "\ufeffa",
    "\u200b",
    "\u0085",
    "\x01",
    "\x7f",
    "\ufffe",
]
# Letters with marks, marks that follow no letter, and characters that are nearly letters.
MARKED = [
    "प्रिया शर्मा",  # Devanagari
    "कृष्ण",
    "ক্ষিতিমোহন",  # Bengali
    "தமிழ்ச்செல்வி",  # Tamil
    "ശ്രീ",  # Malayalam
    "ශ්\u200dරී",  # Sinhala, with ZWJ
    "สมชาย น้ำ",  # Thai
    "សុខា ស្រី",  # Khmer
    "မြင့်",  # Burmese
    "བསོད་ནམས",  # Tibetan
    "عُمَر",  # Arabic with vowels
    "عمر",
    "علی\u200cرضا",  # Persian, with ZWNJ
    "שָׁלוֹם",  # Hebrew with points
    "שלום",
    "Nguyễn Thị Hà",
    "한글 \u1112\u1161\u11ab",  # Korean, and conjoining letters
    "葛\U000e0100城",  # a variation selector
    "❤\ufe0f",
    "1\ufe0f\u20e3a",  # marks after a digit
    "7\u0301\u0302b2",
    "a1\u0301a",
    "\u0301",
    "\u0301a",
    "\u0301\u0302b",
    "a \u0301b",
    "a-\u093f\u0301c",
    "a\u200d\u0301d",
    "a\u20ddb",  # an enclosing circle
    "a\u0301\u0301\u0345b",
    "\u0958\u0f43",  # exceptions of composition
    "i\u0307 İ\u0301",
    "ǅa Ⅷa ⅷb ⒶⓐB a² ªº ａ１Ａ",
    "𐌲𐌿𐍄 𞤀𞤣𞤤𞤢𞤥 𞤢𞥊",  # Gothic, Adlam
    "𑄌𑄋𑄴𑄟𑄳𑄦",  # Chakma
]
# More than a third of the names have marks.
NAMES = [*WORDS, *SPACED, *MARKED * 4]

BIRTHDAYS = [
    date(1, 1, 1),
    date(9999, 12, 31),
    date(1600, 2, 29),
    *(date(1980, 1, 1) + timedelta(days=n) for n in range(50)),
]
EXTREMES = [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)]
MICROSECONDS = [0, 1, 10, 100_000, 123_000, 123_456, 999_999, 500_000]
CODES = ["10115", "SW1Y 4JH", "ab-12", "AB 12", "0", "00", "1", "%", "é1", " 8004"]
PHONES = ["+1 (555) 010-2030", "555_010", "5550102030", "555", "%555", "٣٤٥", "+44 20 5550 0042", "0", "(0)"]
NUMBERS = ["1", "12b", "12B", "12", "%", "½", "1/2", "1-3"]


def tricky_customers(count: int = COUNT, *, seed: int = 1) -> list[Customer]:
    random = Random(seed)
    moments = _moments(random)
    return [_customer(random, identity, moments=moments) for identity in range(1, count + 1)]


def _customer(random: Random, identity: int, *, moments: Sequence[datetime]) -> Customer:
    created = random.choice(moments)
    customer = Customer(
        id=identity,
        customer_id=_code(random, identity),
        first_name=_name(random),
        last_name=_name(random),
        gender=random.choice(GENDERS),
        phone_number=_maybe(random, random.choice(PHONES), likely=0.7),
        birthday=random.choice(BIRTHDAYS) if random.random() < 0.75 else None,
        created=created,
        last_updated=max(created, random.choice(moments)),
        address=_address(random) if random.random() < 0.4 else None,
        points=random.choice([0, 0, 0, 1, 2, 9, 10, 11, 100, 1000, MAX_POINTS - 1, MAX_POINTS]),
        last_activity=random.choice(moments) if random.random() < 0.5 else None,
    )
    # Some have the same names and the same `created`.
    return (
        replace(customer, first_name="Ann", last_name="Ann", created=moments[0]) if random.random() < 0.05 else customer
    )


def _moments(random: Random) -> list[datetime]:
    """Return so few moments that many rows share one. Some have a neighbour one microsecond later."""
    start = datetime(2024, 2, 28, tzinfo=UTC)
    moments = [
        start + timedelta(hours=random.randrange(0, 100), microseconds=random.choice(MICROSECONDS)) for _ in range(300)
    ]
    neighbours = [moment + timedelta(microseconds=1) for moment in moments[:30]]
    return [*moments, *neighbours, *EXTREMES]


def _address(random: Random) -> Address:
    return Address(
        street=_maybe(random, _name(random), likely=0.8),
        street_number=_maybe(random, random.choice(NUMBERS), likely=0.8),
        city_code=random.choice(CODES),
        city=_name(random),
        country=_name(random),
    )


def _name(random: Random) -> str:
    name = random.choice(NAMES)
    if random.random() < 0.3:
        name += random.choice([" ", "-", "'", "’", "_", ".", "%", "\\", "/", ", ", "  "]) + random.choice(NAMES)
    if random.random() < 0.2:
        name = random.choice([str.upper, str.lower, str.title, str.swapcase])(name)
    if random.random() < 0.02:
        name = (name * 100)[:100]
    # Plain SQL can store decomposed text. It is then searched without normalisation.
    return unicodedata.normalize("NFD" if random.random() < 0.02 else "NFC", name)[:100]


def _code(random: Random, identity: int) -> str:
    prefix = random.choice(["C-", "c-", "C_", "%", "\\", "ÄB-", "äb-", "", "İ", "ß", "🎉", " "])
    return prefix + random.choice([f"{identity:05}", f"{identity}", f"{identity:x}.{identity}", f"{identity}-Ann"])


def _maybe[Value](random: Random, value: Value, *, likely: float) -> Value | None:
    return value if random.random() < likely else None
