"""Seeding and fingerprints with commands that only write files: what is run when, and what is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest
from bench.contender.data import Fingerprint, prepare, require_disk
from bench.contenders import Contender
from bench.errors import BenchError
from bench.processes import Processes
from bench.targets.datastores import Datastores

ROWS = 500

type MakeContender = Callable[..., tuple[Contender, Datastores]]


@pytest.fixture
def contender(tmp_path: Path) -> MakeContender:
    """Its data is a file; `there` is what it holds at first, `word` what seeding gives."""

    def make(
        name: str, *, there: str | None = None, word: str = "w1", seed: str | None = None
    ) -> tuple[Contender, Datastores]:
        folder = tmp_path / name
        folder.mkdir()
        if there is not None:
            (folder / "data").write_text(there)
        (folder / "seed.sh").write_text(f"echo seeded >> log; echo '{fingerprint(ROWS, word)}' > data")
        return (
            Contender(
                name=name,
                title=name,
                folder=folder,
                start="true",
                port=1,
                seed="sh seed.sh" if seed is None else seed,
                fingerprint="cat data",
                needs=(),
            ),
            Datastores({}),
        )

    return make


def fingerprint(rows: int, word: str) -> str:
    return f'{{"customers": {{"rows": {rows}}}, "fingerprint": "{word}"}}'


def seedings(pair: tuple[Contender, Datastores]) -> int:
    log = pair[0].folder / "log"
    return len(log.read_text().splitlines()) if log.exists() else 0


def prepared(processes: Processes, tmp_path: Path, *pairs: tuple[Contender, Datastores]) -> Fingerprint:
    return prepare(pairs, rows=ROWS, logs=tmp_path, processes=processes, say=lambda _: None)


def test_empty_contenders_are_seeded(contender: MakeContender, processes: Processes, tmp_path: Path) -> None:
    pairs = contender("a"), contender("b")
    assert prepared(processes, tmp_path, *pairs) == Fingerprint(ROWS, "w1")
    assert [seedings(pair) for pair in pairs] == [1, 1]


def test_data_that_is_there_is_kept(contender: MakeContender, processes: Processes, tmp_path: Path) -> None:
    pairs = contender("a", there=fingerprint(ROWS, "w1")), contender("b")
    prepared(processes, tmp_path, *pairs)
    assert [seedings(pair) for pair in pairs] == [0, 1]


def test_another_number_of_rows_is_replaced(contender: MakeContender, processes: Processes, tmp_path: Path) -> None:
    pair = contender("a", there=fingerprint(ROWS - 1, "w1"))
    prepared(processes, tmp_path, pair)
    assert seedings(pair) == 1


def test_older_data_of_the_right_size_is_replaced_once_it_differs(
    contender: MakeContender, processes: Processes, tmp_path: Path
) -> None:
    pairs = contender("a", there=fingerprint(ROWS, "old")), contender("b")
    assert prepared(processes, tmp_path, *pairs) == Fingerprint(ROWS, "w1")
    assert [seedings(pair) for pair in pairs] == [1, 1]


def test_data_that_cannot_be_made_equal_ends_the_run(
    contender: MakeContender, processes: Processes, tmp_path: Path
) -> None:
    with pytest.raises(BenchError, match="data differ"):
        prepared(processes, tmp_path, contender("a", word="w1"), contender("b", word="w2"))


def test_a_seeding_that_fails_is_told_with_its_last_words(
    contender: MakeContender, processes: Processes, tmp_path: Path
) -> None:
    with pytest.raises(BenchError, match="exit code 3: the disk is on fire"):
        prepared(processes, tmp_path, contender("a", seed="sh -c 'echo the disk is on fire; exit 3'"))


def test_a_fingerprint_of_another_form_is_explained(
    contender: MakeContender, processes: Processes, tmp_path: Path
) -> None:
    with pytest.raises(BenchError, match="must print"):
        prepared(processes, tmp_path, contender("a", there="42"))


def test_too_little_disk_is_told_before_anything_is_loaded() -> None:
    with pytest.raises(BenchError, match="GB are free"):
        require_disk(2, rows=10**12)
