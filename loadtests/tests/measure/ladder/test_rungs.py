"""The rungs that a run measures, from those of ladder/rungs.toml."""

import pytest
from bench.contenders import RUNGS_FILE, read_contenders
from bench.errors import BenchError
from bench.measure.ladder.rungs import Ladder, Rung

LADDER = Ladder(read_contenders(), read_contenders(RUNGS_FILE))
DRF = ["prefetch", "ordering_indexes", "keyset", "contains_indexes", "search_vector", "plain_rows", "tuned"]


def climb(*names: str, leave_one_out: bool = False) -> dict[str, Rung]:
    return {rung.name: rung for rung in LADDER.climb(names, leave_one_out=leave_one_out)}


def test_the_whole_ladder_goes_from_naive_to_optimized_with_two_beside_it() -> None:
    found = climb()
    order = ["naive", *DRF, "ninja", "ninja_async", "async_pool", "optimized"]
    assert list(found) == [*order, "granian", "bolt"]
    assert [found[name].below for name in order] == ["", *order[:-1]]
    assert found["granian"].below == found["bolt"].below == "optimized"
    assert all(rung.change for rung in list(found.values())[1:])


def test_a_rung_that_is_not_measured_leaves_its_change_to_the_next_one() -> None:
    found = climb("tuned", "naive", "keyset")
    assert [(rung.name, rung.below) for rung in found.values()] == [
        ("naive", ""),
        ("keyset", "naive"),
        ("tuned", "keyset"),
    ]
    changes = [LADDER.changes[name].change for name in ("prefetch", "ordering_indexes", "keyset")]
    assert found["keyset"].change == "; ".join(changes)


def test_rungs_without_structures_of_their_own_share_the_database_of_the_rung_below() -> None:
    found = climb()
    assert {name: rung.structures for name, rung in found.items() if rung.root == "naive"} == {
        "naive": (),
        "prefetch": (),
        **dict.fromkeys(["ordering_indexes", "keyset"], ("ordering_indexes",)),
        "contains_indexes": ("ordering_indexes", "contains_indexes"),
        **dict.fromkeys(
            ["search_vector", "plain_rows", "tuned", "ninja", "ninja_async", "async_pool"],
            ("ordering_indexes", "contains_indexes", "search_vector"),
        ),
    }
    assert [name for name, rung in found.items() if rung.root == "optimized"] == ["optimized", "granian", "bolt"]


def test_leave_one_out_takes_each_change_of_tuned_away() -> None:
    found = [rung for rung in climb(leave_one_out=True).values() if rung.left_out]
    assert [rung.left_out for rung in found] == DRF[:-1]
    for rung in found:
        assert rung.below == "tuned"
        assert list(rung.contender.rungs) == [name for name in DRF if name != rung.left_out]
        assert rung.contender.needs == ("postgres", "valkey")
        # Without keyset, pages have numbers.
        assert rung.contender.page_parameter == ("page" if rung.left_out == "keyset" else "")
    assert [rung.superseded_by for rung in found] == ["plain_rows", "", "", "", "", ""]
    ports = [rung.contender.port for rung in climb(leave_one_out=True).values()]
    assert len(set(ports)) == len(ports)


def test_without_its_last_change_tuned_is_a_service_of_its_own_where_the_rung_below_is_not_measured() -> None:
    [last] = [
        rung for rung in climb("naive", "tuned", "async_pool", leave_one_out=True).values() if rung.left_out == "tuned"
    ]
    assert list(last.contender.rungs) == DRF[:-1]
    assert last.contender.needs == ("postgres",)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["naive", "teapot"], "Unknown contender teapot"),
        (["keyset"], "needs two rungs or more"),
    ],
)
def test_a_choice_that_is_no_ladder_is_refused_in_a_sentence(names: list[str], words: str) -> None:
    with pytest.raises(BenchError, match=words):
        climb(*names)
