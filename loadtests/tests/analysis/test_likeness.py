"""Which conditions must be equal before two results are compared."""

from dataclasses import replace

import pytest
from bench.analysis.likeness import unlike
from bench.results.run import Conditions, Results
from made_up_results import quick


def changed(**changes: object) -> Results:
    run = quick()
    conditions: Conditions = replace(run.conditions, **changes)  # type: ignore[arg-type]
    return replace(run, conditions=conditions)


def test_a_result_is_like_itself_and_commit_time_and_command_may_differ() -> None:
    assert unlike(quick(), quick()) == []
    assert unlike(quick(), changed(commit="f" * 40, created="2030-01-01T00:00:00Z", command="bench run")) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rows": 7}, "rows: 300,000 and 7"),
        ({"seed": 99}, "seed: "),
        ({"mode": "full"}, "mode: quick and full"),
        ({"rounds": 9}, "rounds: "),
        ({"versions": {"python": "2.7"}}, "version of python: 3.13.0 and 2.7"),
        ({"settings": {"work_mem": "1GB"}}, "setting work_mem: "),
        ({"fingerprints": {"naive": "other"}}, "data: "),
    ],
)
def test_a_condition_that_differs_is_named(changes: dict[str, object], words: str) -> None:
    assert any(difference.startswith(words) for difference in unlike(quick(), changed(**changes)))


def test_another_machine_is_another_condition() -> None:
    host = replace(quick().conditions.host, cpu_model="another", cores=64, memory_bytes=2**40)
    assert [difference.partition(":")[0] for difference in unlike(quick(), changed(host=host))] == [
        "CPU",
        "cores",
        "memory",
    ]


def test_a_curve_is_not_like_a_run() -> None:
    assert "kind: run and curve" in unlike(quick(), replace(quick(), kind="curve"))
