"""From the first page to the last and back, over ties and NULLs, in every ordering."""

import pytest
from crm_contract.comparison.contender import Contender
from crm_contract.comparison.differences import Example, differences
from crm_contract.comparison.judge import OracleJudge
from crm_contract.comparison.loaded_rows import Data
from crm_contract.oracle.parameters import ORDERINGS, Query, parse_query

# About 100 of the 5 000 rows, with ties and NULLs in every column. A page may cost a query for each of its rows.
FEW = (("phone_number", "555_010"), ("gender", "other"))
PAGE_SIZE = "13"


@pytest.mark.parametrize("ordering", [direction + column for column in ORDERINGS for direction in ("", "-")])
def test_a_walk_to_the_end_and_back_has_the_same_pages(
    contenders: list[Contender], data: Data, *, ordering: str
) -> None:
    pairs = (*FEW, ("ordering", ordering), ("page_size", PAGE_SIZE))
    query = parse_query(pairs)
    assert isinstance(query, Query)
    turns = len(data.oracle.select(query)) // query.page_size
    assert turns >= 5
    walk = Example(pairs, ("next",) * turns + ("previous",) * turns)
    assert not differences(walk, contenders, judge=OracleJudge(data.oracle))
