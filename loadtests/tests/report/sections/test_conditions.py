"""The conditions of a run stand in every report."""

from dataclasses import replace

import pytest
from bench.report.render import results_page
from made_up_results import quick
from rendered import printed


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rows": 3_000_000}, "3,000,000 customers"),
        ({"commit": "feedfacefeedface"}, "commit feedfac"),
        ({"dirty": True}, "commit 0123456 with uncommitted changes"),
        ({"rounds": 9, "measured_s": 3.0}, "9 rounds of 3 s"),
        ({"mode": "full"}, "full mode"),
        ({"versions": {"python": "3.14.1"}}, "python 3.14.1"),
        ({"created": "2027-02-03T04:05:06Z"}, "2027-02-03"),
    ],
)
def test_every_condition_is_named(change: dict[str, object], words: str) -> None:
    run = quick()
    changed = replace(run, conditions=replace(run.conditions, **change))  # type: ignore[arg-type]
    assert words in results_page(changed)
    assert words not in results_page(run)
    assert words in " ".join(printed(changed, 200).split())


def test_the_machine_is_named_without_trade_marks() -> None:
    run = quick()
    host = replace(run.conditions.host, cpu_model="Intel(R) Xeon(R) CPU @ 2.60GHz", cores=1)
    run = replace(run, conditions=replace(run.conditions, host=host))
    assert "Intel Xeon CPU @ 2.60GHz, 1 core ·" in results_page(run)


def test_the_structures_are_named_where_they_are_known() -> None:
    run = quick()
    known = replace(run, conditions=replace(run.conditions, structures={"naive": "1a2b", "optimized": "3c4d"}))
    words = "fingerprints of tables, indexes, triggers, functions and settings: naive 1a2b, optimized 3c4d"
    assert words in results_page(known)
    assert "fingerprints of tables" not in results_page(run)
