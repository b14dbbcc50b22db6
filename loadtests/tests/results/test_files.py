import json
from collections.abc import Callable
from pathlib import Path

import pytest
from bench.errors import BenchError
from bench.results.files import from_json, load, save, to_json
from bench.results.folder import PUBLISHED
from bench.results.run import Results
from bench.results.schema import FILE, schema, text
from jsonschema import Draft202012Validator
from made_up_capacity import standard
from made_up_curve import curve
from made_up_ladder import ladder
from results_samples import results

pytestmark = pytest.mark.long

ADDED_BY_VERSION_2 = ("idle", "capacity", "curve", "noise_floor", "kind")

every_kind = pytest.mark.parametrize("make", [results, standard, curve, ladder])


@every_kind
def test_a_result_survives_the_way_to_json_and_back(make: Callable[[], Results]) -> None:
    once = from_json(to_json(make()))
    assert from_json(to_json(once)) == once
    assert once.conditions == make().conditions
    assert [len(part) for part in (once.cells, once.capacity, once.idle, once.curve, once.ladder)] == [
        len(part) for part in (make().cells, make().capacity, make().idle, make().curve, make().ladder)
    ]


def test_every_figure_survives() -> None:
    assert from_json(to_json(results())) == results()


def test_a_result_of_version_1_is_read_without_what_version_2_added() -> None:
    document = json.loads(to_json(standard())) | {"version": 1}
    for name in ADDED_BY_VERSION_2:
        del document[name]
    old = from_json(json.dumps(document))
    assert (old.idle, old.capacity, old.curve, old.noise_floor, old.kind) == ((), (), (), None, "run")
    assert old.cells == from_json(to_json(standard())).cells


def test_a_result_of_an_older_bench_is_read_without_structures() -> None:
    document = json.loads(to_json(results()))
    del document["conditions"]["structures"]
    assert list(Draft202012Validator(schema()).iter_errors(document)) == []
    assert from_json(json.dumps(document)).conditions.structures == {}


def test_published_results_of_older_versions_are_read() -> None:
    published = sorted((PUBLISHED / "results").glob("*.json"))
    assert published
    assert all(load(file).conditions.rows for file in published)


@every_kind
def test_a_result_is_what_the_schema_says(make: Callable[[], Results]) -> None:
    Draft202012Validator.check_schema(schema())
    assert list(Draft202012Validator(schema()).iter_errors(json.loads(to_json(make())))) == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("cells", 0, "requests"), "many"),
        (("cells", 0, "latency", "n"), None),
        (("cells", 0, "speed"), 9),
        (("paired", 0, "pairs_ms", 0), [1.0]),
        (("capacity", 0, "plateaus", 0, "met"), 1),
        (("kind",), "walk"),
        (("version",), 4),
    ],
)
def test_the_schema_refuses_what_is_not_of_the_format(place: tuple[str | int, ...], value: object) -> None:
    document = part = json.loads(to_json(standard()))
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    assert list(Draft202012Validator(schema()).iter_errors(document)) != []


def test_the_written_schema_is_that_of_the_code() -> None:
    assert FILE.read_text() == text(), "run `python -m bench.results.schema`"


def test_a_saved_result_is_read_back_whole(tmp_path: Path) -> None:
    save(results(), tmp_path / "run.json")
    assert load(tmp_path / "run.json") == results()
    assert [file.name for file in tmp_path.iterdir()] == ["run.json"]


def test_a_result_of_another_version_is_refused_by_name() -> None:
    document = json.loads(to_json(results())) | {"version": 99}
    with pytest.raises(BenchError, match="version 99"):
        from_json(json.dumps(document))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1}', "nonsense"])
def test_what_is_no_result_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(BenchError):
        from_json(text)


def test_a_wrong_type_is_named_by_its_place() -> None:
    document = json.loads(to_json(results()))
    document["cells"][0]["requests"] = "many"
    with pytest.raises(BenchError, match=r"\.cells\[0\]\.requests"):
        from_json(json.dumps(document))
