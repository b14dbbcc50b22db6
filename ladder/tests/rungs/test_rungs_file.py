"""rungs.toml: what is measured is what the ladder says."""

import shlex
import tomllib
from itertools import pairwise
from pathlib import Path

from crm_ladder import frameworks
from crm_ladder.composition import ADVICE, RUNGS, modules, structures

LADDER = Path(__file__).parents[2]
ALL = tomllib.loads((LADDER / "rungs.toml").read_text(encoding="utf-8"))
# Those under naive's gunicorn. The others are beside them or after them.
TABLES = {name: ALL[name] for name in (*RUNGS, "ninja")}


def test_each_rung_stands_on_the_one_below() -> None:
    assert list(ALL)[: len(TABLES)] == list(TABLES)
    assert [table["after"] for table in TABLES.values()] == ["naive", *RUNGS]
    stood_on = [table["environment"]["LADDER_RUNGS"].split(",") for table in TABLES.values()]
    assert stood_on == [*(list(RUNGS[: n + 1]) for n in range(len(RUNGS))), list(RUNGS)]
    frameworks = [table["environment"].get("LADDER_FRAMEWORK") for table in TABLES.values()]
    assert frameworks == [None] * len(RUNGS) + ["ninja"]


def test_all_are_run_in_the_same_way_at_ports_of_their_own() -> None:
    for one, other in pairwise(TABLES.values()):
        assert {one[name] == other[name] for name in ("folder", "start", "migrate", "seed", "fingerprint")} == {True}
    assert len({table["port"] for table in ALL.values()}) == len(ALL)


def test_advice_is_run_as_a_rung_in_place_of_the_first_one() -> None:
    advice = tomllib.loads((LADDER / "advice.toml").read_text(encoding="utf-8"))
    assert tuple(advice) == ADVICE
    for name, table in advice.items():
        assert table["environment"]["LADDER_RUNGS"] == name
        same = ALL["prefetch"].keys() - {"title", "change", "environment", "port", "superseded_by"}
        assert {key: table[key] for key in same} == {key: ALL["prefetch"][key] for key in same}


def test_pages_have_numbers_until_keyset_and_only_the_cached_need_a_cache() -> None:
    assert [name for name, table in TABLES.items() if "page_parameter" in table] == ["prefetch", "ordering_indexes"]
    assert [name for name, table in TABLES.items() if "valkey" in table.get("needs", ())] == ["tuned", "ninja"]


def test_the_structures_go_before_a_load_and_are_built_after_it() -> None:
    shell = shlex.split(TABLES["tuned"]["seed"])[-1]
    assert [part.split()[-1] for part in shell.replace("\n", " ").split("&&")][::2] == ["apply_structures"] * 2
    assert shell.startswith("LADDER_RUNGS= ")


def test_exactly_the_rungs_with_structures_have_a_command_that_builds_them() -> None:
    """Those without one share the database of the rung below."""
    assert [name for name, table in ALL.items() if table.get("build")] == [name for name in RUNGS if structures(name)]


def test_a_rung_is_superseded_by_a_later_one() -> None:
    found = {name: table["superseded_by"] for name, table in ALL.items() if "superseded_by" in table}
    assert found
    assert all(RUNGS.index(later) > RUNGS.index(name) for name, later in found.items())


def test_a_rung_is_at_most_60_lines() -> None:
    for module in modules(ADVICE + RUNGS):
        assert len(Path(module.__file__ or "").read_text(encoding="utf-8").splitlines()) <= 60


def test_each_says_what_it_changes_after_another_one() -> None:
    assert all(table["change"] and table["after"] in {"naive", "optimized", *ALL} for table in ALL.values())


def test_a_framework_is_at_most_300_lines() -> None:
    for file in Path(frameworks.__file__ or "").parent.glob("*.py"):
        assert len(file.read_text(encoding="utf-8").splitlines()) <= 300, file
