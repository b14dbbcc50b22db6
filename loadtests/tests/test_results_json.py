import json

import pytest
from bench.errors import BenchError
from bench.results_json import from_json, load, save, to_json
from results_samples import results


def test_a_result_survives_the_way_to_json_and_back() -> None:
    assert from_json(to_json(results())) == results()


def test_a_saved_result_is_read_back_whole(tmp_path) -> None:
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
