"""Requests with values in every spelling, for every parameter and every member.

One request carries many values: either values that the contract accepts, so that one refusal shows, or values that it
refuses, so that the answer must name each of them.
"""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from random import Random
from urllib.parse import parse_qsl, quote

from crm_contract.comparison.database import MARK
from crm_contract.comparison.judge import refusal
from crm_contract.oracle.bodies import read_body
from crm_contract.oracle.parameters import CONTAINS, PARAMETERS, parse_query
from crm_contract.sample_data.spellings import DATES, MOMENTS, WORDS, misspelled, spellings

# A parameter and its escaped value, or a member and the JSON text of its value.
type Named = tuple[str, str]

# gunicorn refuses a request line over 4 094 bytes before the service sees it.
MOST_BYTES_OF_A_VALUE = 1_200
MOST_BYTES_OF_A_QUERY = 3_300
# Characters of a value from which it is sent alone.
LONG = 1_300

MOMENT = "2020-02-29T23:59:59.123456+01:30"
# For each parameter, a value that the contract accepts.
TAKEN = {
    **dict.fromkeys(CONTAINS, "an"),
    **dict.fromkeys(PARAMETERS[PARAMETERS.index("created_after") : PARAMETERS.index("points_min")], MOMENT),
    "gender": "female",
    "has_address": "true",
    "birthday_after": "2020-02-29",
    "birthday_before": "2020-02-29",
    "points_min": "42",
    "points_max": "42",
    "search": "skiing ann",
    "ordering": "-points",
    "page_size": "20",
}
# For each member, a value that the contract accepts.
MEMBERS = {
    "customer_id": "C-1",
    "first_name": "Zoë",
    "last_name": "O'Hara",
    "gender": "female",
    "phone_number": "+41 44",
    "birthday": "2020-02-29",
    "address.street": "Langstraße",
    "address.street_number": "12b",
    "address.city_code": "8004",
    "address.city": "Zürich",
    "address.country": "Switzerland",
    "relationship.points": "42",
    "relationship.last_activity": MOMENT,
}
# Members that the contract ignores.
IGNORED = ("id", "created", "last_updated", "nickname", "")
# Text after a value in a query: bytes that are not UTF-8, invalid escapes, the beginning of a second parameter.
ENDINGS = (
    "",
    "%",
    "%2",
    "%zz",
    "%FF",
    "%C0%80",
    "%ED%A0%80",
    "%F4%90%80%80",
    "%u0041",
    "+",
    "%2B",
    "%00",
    "&",
    "&&",
    ";",
    "=",
)
# JSON texts, and texts that are nearly JSON.
LITERALS = (
    "null", "true", "false", "0", "-0", "1", "-1", "42", "042", "+42", "42.0", "42.5", "42e0", "4.2e1", "42E+0",
    "4200e-2", "1e400", "-1e400", "0.0", "-0.0", "2147483647", "2147483648", "2147483647.0", "9223372036854775808",
    "9" * 4_300, "9" * 4_301, "-" + "9" * 4_301, "1e9999999999", "0x10", "1_0", "NaN", "-NaN", "Infinity",
    "-Infinity", "nan", "None", "True", "''", "'a'", "[]", "{}", "[1]", "[[]]", '{"a":1}', '""', '"\\u0000"',
    '"\\ud83c\\udf89"', '"\\u00e9"', '"e\\u0301"', '"\\/"', '"\\b\\f\\n\\r\\t"', '"\t"', '"\x01"', '"\x7f"',
    '"\\x41"', '"\\a"', '" "', '"a" "b"', "/*c*/1", "1,", "[1,]", ".5", "5.", "1e", "--1", '"\\u12"', '"\\u+123"',
    '"\\u １２３"', "٣", '"٣"', '"\u2028"', '"\ufeff"', "[" * 30_000, "[" * 30 + "]" * 30,
    '{"a":' * 30 + "1" + "}" * 30,
)  # fmt: skip


def queries(random: Random, *, drawn: int) -> Iterator[str]:
    """Yield query strings: every spelling of the table and, for each parameter, `drawn` random ones."""
    values = {
        name: [
            _escaped(text) + ending
            for text in (*spellings(taken), *_known(name), *misspelled(taken, random, count=drawn))
            for ending in ("", *([random.choice(ENDINGS)] if random.random() < 0.1 else []))
        ]
        + [_escaped(taken) + ending for ending in ENDINGS]
        for name, taken in TAKEN.items()
    }
    yield from map(_query, _packed(values, random, taken=lambda name, value: refused(f"{name}={value}") is None))
    for name, taken in TAKEN.items():
        yield from (f"{name}=&{name}={taken}", f"{name}&{name}", f"={taken}&{name}=", f"{name.title()}={taken}")


def bodies(random: Random, *, drawn: int) -> Iterator[list[Named]]:
    """Yield members of bodies, as `queries` does. Values that are no JSON come alone: their body cannot be read."""
    values = {
        name: [*map(json.dumps, (*spellings(taken), *_known(name), *misspelled(taken, random, count=drawn))), *LITERALS]
        for name, taken in MEMBERS.items()
    }
    values |= {name: [*LITERALS] for name in IGNORED}
    read = {name: [literal for literal in literals if _is_json(literal)] for name, literals in values.items()}
    yield from _packed(read, random, taken=_is_taken)
    yield from ([(name, literal)] for name in ("address", "relationship") for literal in LITERALS)
    no_json = [literal for literal in LITERALS if not _is_json(literal)]
    yield from ([(name, literal)] for name in ("first_name", "relationship.points", "nickname") for literal in no_json)


def body_of(members: Sequence[Named], *, whole: bool) -> str:
    """Return JSON with these members. With `whole`, it also has the members that a POST needs."""
    body: dict[str, str | dict[str, str]] = {}
    if whole:
        body = {"customer_id": f'"{MARK}{secrets.token_hex(8)}"', "first_name": '"A"', "last_name": '"B"'}
    for name, literal in members:
        owner, _, member = name.rpartition(".")
        if not owner:
            body[member] = literal
            continue
        nested = body.setdefault(
            owner, {"city_code": '"1"', "city": '"X"', "country": '"Y"'} if owner == "address" else {}
        )
        assert isinstance(nested, dict)
        nested[member] = literal
    return _object({name: value if isinstance(value, str) else _object(value) for name, value in body.items()})


def _packed(
    values: dict[str, list[str]], random: Random, *, taken: Callable[[str, str], bool]
) -> Iterator[list[Named]]:
    """Yield every value once: one value of each name at a time, and long values alone."""
    for wanted in (True, False):
        queues: dict[str, list[str]] = {}
        for name, of in values.items():
            same = [value for value in dict.fromkeys(of) if taken(name, value) == wanted]
            yield from ([(name, value)] for value in same if len(value) > LONG)
            queues[name] = [value for value in same if len(value) <= LONG]
            random.shuffle(queues[name])
        while any(queues.values()):
            pack: list[Named] = []
            for name, queue in queues.items():
                if queue and len(_query([*pack, (name, queue[-1])])) <= MOST_BYTES_OF_A_QUERY:
                    pack.append((name, queue.pop()))
            yield pack


def _query(pack: Iterable[Named]) -> str:
    return "&".join(f"{name}={value}" for name, value in pack)


def refused(query: str) -> bytes | None:
    """Return the canonical refusal that the contract requires, or None if the query is right."""
    parsed = parse_query(parse_qsl(query, keep_blank_values=True, errors="replace"))
    return refusal(parsed) if isinstance(parsed, dict) else None


def _is_json(literal: str) -> bool:
    try:
        # NaN is JSON to Python. It is a number of no base, so this refuses it.
        json.loads(literal, parse_constant=partial(int, base=2))
    except (ValueError, RecursionError):
        return False
    return True


def _is_taken(name: str, literal: str) -> bool:
    return not read_body(json.loads(body_of([(name, literal)], whole=True)))[1]


def _known(name: str) -> tuple[str, ...]:
    """Return texts that parsers often accept as a value of this type."""
    if "birthday" in name:
        return (*WORDS, *DATES)
    is_moment = TAKEN.get(name) == MOMENT or name.endswith("last_activity")
    return (*WORDS, *MOMENTS) if is_moment else WORDS


def _escaped(text: str) -> str:
    while len(escaped := quote(text.encode("utf-8", "surrogatepass"), safe="")) > MOST_BYTES_OF_A_VALUE:
        text = text[: len(text) // 2]
    return escaped


def _object(members: dict[str, str]) -> str:
    return "{" + ",".join(f'"{name}":{literal}' for name, literal in members.items()) + "}"
