"""The oracle maps the case of letters as PostgreSQL does, for every character that the comparison uses."""

import string
from collections.abc import Callable
from unicodedata import category

import pytest
from crm_contract.comparison.database import connect
from crm_contract.comparison.query_strategies import ODD_CHARACTERS
from crm_contract.oracle.letters import lower, upper
from crm_contract.sample_data.tricky_rows import NAMES

# All letters of the scripts in which the names of most countries are written.
SCRIPTS = [*range(1, 0x0590), *range(0x1E00, 0x2070), *range(0x2C60, 0x2C80), *range(0xA720, 0xA7B0)]
CHARACTERS = sorted({*"".join(NAMES), *ODD_CHARACTERS, *string.printable, *map(chr, SCRIPTS)})


@pytest.mark.parametrize(
    ("function", "statement"),
    [
        (upper, "SELECT c, upper(c) FROM unnest(%s::text[]) AS c"),
        (lower, "SELECT c, lower(c) FROM unnest(%s::text[]) AS c"),
    ],
)
def test_case_maps_as_in_postgresql(
    database_urls: list[str], *, function: Callable[[str], str], statement: str
) -> None:
    for url in database_urls:
        with connect(url) as connection:
            mapped = connection.execute(statement, [CHARACTERS]).fetchall()
        different = [(character, it) for character, it in mapped if function(character) != it]
        # PostgreSQL may know a newer Unicode, which has capitals for letters that had none.
        assert [(character, it) for character, it in different if category(it) != "Cn"] == []
