"""The depths of a table, and the pages that a contender is asked for there."""

import json
from pathlib import Path

from bench.contender.data import Fingerprint
from bench.contenders import Contender
from bench.measure.curve.depths import DEPTH, ask_for_depth, depths_in
from made_up_contender import made_up_contender


def test_only_depths_at_which_the_table_has_all_pages_are_measured() -> None:
    assert depths_in(3_400) == [0, 1_000]
    assert depths_in(3_399) == [0]
    assert depths_in(2_000_000) == [0, 1_000, 10_000, 100_000, 1_000_000]


def test_a_small_table_has_its_first_pages_measured() -> None:
    assert depths_in(100) == [0]


def test_a_contender_with_page_numbers_gets_the_pages_after_the_depth(tmp_path: Path) -> None:
    definition = Contender(name="one", title="one", folder=tmp_path, start="true", port=1, page_parameter="page")
    contender = made_up_contender(definition=definition, folder=tmp_path)
    ask_for_depth(contender, Fingerprint(2_000, "word"), depth=1_000, pages=2)
    assert contender.questions[DEPTH.script] == [
        ("/api/v1/customers?page=51", 20, 20),
        ("/api/v1/customers?page=52", 20, 20),
    ]
    assert len(json.loads(contender.questions_file.read_text())["questions"][DEPTH.script]) == 2
