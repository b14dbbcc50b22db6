"""The pages that the contract requires."""

import json

from crm_contract.comparison.judge import OracleJudge, refusal
from crm_contract.oracle.lists import Oracle
from crm_contract.sample_data.tricky_rows import tricky_customers

JUDGE = OracleJudge(Oracle(tricky_customers(5)))
PAIRS = (("ordering", "customer_id"), ("page_size", "2"))


def shape(page: bytes) -> tuple[bool, bool, int]:
    document = json.loads(page)
    return bool(document["next"]), bool(document["previous"]), len(document["results"])


def test_a_walk_has_the_first_page_and_one_for_each_move() -> None:
    pages = JUDGE.walk(PAIRS, ["next", "next", "previous"])
    assert [shape(page) for page in pages] == [(True, False, 2), (True, True, 2), (False, True, 1), (True, True, 2)]
    assert pages[1] == pages[3]


def test_a_move_beyond_an_end_is_left_out() -> None:
    assert len(JUDGE.walk(PAIRS, ["previous", "next", "next", "next"])) == 3


def test_a_wrong_query_is_refused() -> None:
    assert JUDGE.walk((("page_size", "0"), ("nope", "1")), ["next"]) == [refusal({"nope": "", "page_size": ""})]
