"""Values that the contract refuses, by the parameter or member that the refusal must name."""

from crm_contract.oracle.customers import Json
from crm_contract.oracle.parameters import CONTAINS
from crm_contract.sample_data.customers import new_address

NO_DATES: list[str] = [
    "",
    "2020-1-1",
    "20200101",
    "2020-W01-1",
    "2020-02-30",
    "2019-02-29",
    "0000-01-01",
    "10000-01-01",
    "-2020-01-01",
    "2020-01-01T00:00:00Z",
    "01/02/2020",
    " 2020-01-01",
    "2020-01-01\n",
    "２０２０-01-01",
    "today",
]
NO_MOMENTS: list[str] = [
    "",
    "2020-01-01",
    "2020-01-01T00:00:00",
    "2020-01-01T00:00Z",
    "2020-01-01 00:00:00Z",
    "2020-01-01t00:00:00Z",
    "2020-01-01T00:00:00z",
    "2020-01-01t00:00:00+01:00",
    "2020-01-01T00:00:00.Z",
    "2020-01-01T00:00:00.1234567Z",
    "2020-01-01T00:00:00,5Z",
    "2020-01-01T24:00:00Z",
    "2020-01-01T23:60:00Z",
    "2020-01-01T23:59:60Z",
    "2020-02-30T00:00:00Z",
    "2020-01-01T00:00:00+01",
    "2020-01-01T00:00:00+0100",
    "2020-01-01T00:00:00+24:00",
    "2020-01-01T00:00:00+01:60",
    "2020-01-01T00:00:00 01:00",
    "2020-01-01T00:00:00Z ",
    "2020-01-01T00:00:00Z\n",
    "２０２０-01-01T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01",
    "1577836800",
]
NO_NUMBERS = [
    "-1",
    "+1",
    "1.0",
    "1e3",
    "0x10",
    " 1",
    "1 ",
    "1_000",
    "1,000",
    "٣",
    "１",
    "null",
    "true",
    "NaN",
    "²",
    "\0",
    "1\n",
]

# By parameter.
WRONG_PARAMETERS: dict[str, list[str]] = {
    **{name: ["\0", "a\0b", "x" * 101] for name in CONTAINS},
    "gender": ["Male", "MALE", "male ", "m", "unknown", "null", "male,female", "\0"],
    "has_address": ["True", "TRUE", "1", "0", "yes", "null", "true ", "\0"],
    **{f"birthday_{end}": [value for value in NO_DATES if value] for end in ("after", "before")},
    **{
        f"{column}_{end}": [value for value in NO_MOMENTS if value]
        for column in ("created", "last_updated", "last_activity")
        for end in ("after", "before")
    },
    "points_min": ["2147483648", "9999999999", "00000000001", "9" * 400, *NO_NUMBERS],
    "points_max": ["2147483648", "9999999999", "00000000001", "9" * 400, *NO_NUMBERS],
    "search": ["\0", "x" * 101, "a b c d e f", "x" * 51],
    "ordering": [
        "id",
        "-id",
        "-",
        "--created",
        "+created",
        "Created",
        "created,birthday",
        "created ",
        "address",
        "city",
        "pk",
        "?",
        "created;--",
        "\0",
    ],
    "page_size": ["0", "00", "000", "101", "999", "1000", "0020", "9" * 400, *NO_NUMBERS],
}

NO_STRINGS: list[Json] = [5, 1.5, True, [], ["x"], {}]

# By member.
WRONG_MEMBERS: dict[str, list[Json]] = {
    "customer_id": [None, "", "x" * 33, "a\0b", *NO_STRINGS],
    "first_name": [None, "", "x" * 101, "\0", *NO_STRINGS],
    "last_name": [None, "", "x" * 101, "Love\0lace", *NO_STRINGS],
    "gender": [None, "", "Male", "male ", "unknown", "m", *NO_STRINGS],
    "phone_number": ["", "5" * 33, "\0", *NO_STRINGS],
    "birthday": [20200101, *NO_STRINGS, *NO_DATES],
    "address": ["", "London", 5, True, False, [], [new_address()]],
    "address.street": ["", "x" * 101, "\0", *NO_STRINGS],
    "address.street_number": ["", "1" * 21, "1\0", *NO_STRINGS],
    "address.city_code": [None, "", "1" * 21, "\0", *NO_STRINGS],
    "address.city": [None, "", "x" * 101, "\0", *NO_STRINGS],
    "address.country": [None, "", "x" * 101, "\0", *NO_STRINGS],
    "relationship": [None, "", "gold", 5, True, [], [{}]],
    "relationship.points": [None, -1, 2**31, 2**63, 2**64, 10**400, 1.0, 0.5, 1e300, "5", "", True, False, [], {}],
    "relationship.last_activity": [1577836800, *NO_STRINGS, *NO_MOMENTS],
}
