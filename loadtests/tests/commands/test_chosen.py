"""Options of the command line as values."""

import argparse
from collections.abc import Callable
from pathlib import Path

import pytest
from bench.commands.chosen import command_line_of, contenders_of, names_in, rows_of, whole_number
from bench.contenders import CONTENDERS_FILE
from bench.errors import BenchError


def test_names_are_separated_by_commas_and_blanks_do_not_count() -> None:
    assert names_in(" list, search ,,") == ["list", "search"]
    assert names_in("hit; page from redis", separator=";") == ["hit", "page from redis"]
    assert names_in("") == []


def names_of(contenders: str, file: Path = CONTENDERS_FILE) -> list[str]:
    chosen = argparse.Namespace(contenders=contenders, contenders_file=file)
    return [contender.name for contender in contenders_of(chosen)]


def test_rungs_of_the_ladder_are_contenders_where_they_are_named() -> None:
    assert names_of("") == ["naive", "optimized"]
    assert names_of("naive,tuned,optimized,bolt") == ["naive", "tuned", "optimized", "bolt"]


def test_a_file_of_contenders_of_ones_own_has_no_rungs(contenders_file: Callable[..., Path]) -> None:
    with pytest.raises(BenchError, match="Unknown contender tuned"):
        names_of("tuned", contenders_file(one=""))


def test_a_whole_number_may_have_underscores() -> None:
    assert whole_number("--rows", "300_000", least=100) == 300_000


@pytest.mark.parametrize("text", ["99", "1.5", "many", "", "-300"])
def test_any_other_number_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BenchError, match=r"--rows must be a whole number from 100, such as --rows 300_000, not"):
        whole_number("--rows", text, least=100)


def test_rows_may_be_left_to_the_target() -> None:
    assert rows_of(argparse.Namespace(rows="")) is None
    assert rows_of(argparse.Namespace(rows="1_000")) == 1000


def test_the_command_line_can_be_pasted_into_a_shell() -> None:
    given = ["run", "--scenarios", "list, search"]
    assert command_line_of(argparse.Namespace(given=given)) == "bench run --scenarios 'list, search'"


@pytest.mark.parametrize("media", [["--media", "/home/ann/results"], ["--media=/home/ann/results"]])
def test_the_command_line_of_a_result_names_no_folder(media: list[str]) -> None:
    given = ["run", *media, "--rows", "1_000"]
    assert command_line_of(argparse.Namespace(given=given)) == "bench run --rows 1_000"
