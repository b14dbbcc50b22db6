"""The options of a command line as values."""

import argparse
import shlex
from collections.abc import Sequence

from rich.console import Console

from bench.contenders import CONTENDERS_FILE, RUNGS_FILE, Contender, choose, read_contenders
from bench.errors import BenchError
from bench.load.modes import Mode
from bench.load.scenarios import choose_scenarios
from bench.measure.request import Request
from bench.progress import Display


def progress() -> Display:
    """On the error stream, so that results can be piped."""
    return Display(Console(stderr=True))


def request_of(chosen: argparse.Namespace, mode: Mode, *, contenders: Sequence[Contender], rows: int | None) -> Request:
    return Request(
        contenders=contenders,
        rows=rows,
        target=chosen.target,
        mode=mode,
        chosen=choose_scenarios(mode, names_in(chosen.scenarios)),
        seed=whole_number("--seed", chosen.seed, least=0),
        command=command_line_of(chosen),
        media=chosen.media,
    )


def contenders_of(chosen: argparse.Namespace) -> list[Contender]:
    """Without names, those of the file; with names, the rungs of the ladder can be among them."""
    names = names_in(chosen.contenders)
    known = read_contenders(chosen.contenders_file)
    if names and chosen.contenders_file == CONTENDERS_FILE:
        known |= read_contenders(RUNGS_FILE)
    return choose(known, names)


def contender_of(chosen: argparse.Namespace) -> Contender:
    [contender] = choose(read_contenders(chosen.contenders_file), [chosen.contender])
    return contender


def rows_of(chosen: argparse.Namespace) -> int | None:
    return whole_number("--rows", chosen.rows, least=100) if chosen.rows else None


def command_line_of(chosen: argparse.Namespace) -> str:
    """Without --media: it changes no result, and a published one names no folder of its machine."""
    kept = [word for word in chosen.given if not word.startswith("--media=")]
    if "--media" in kept:
        place = kept.index("--media")
        del kept[place : place + 2]
    return shlex.join(["bench", *kept])


def names_in(text: str, separator: str = ",") -> list[str]:
    return [name.strip() for name in text.split(separator) if name.strip()]


def whole_number(option: str, text: str, *, least: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if number < least:
        raise BenchError(
            f"{option} must be a whole number from {least}, such as {option} {max(least, 300_000):_}, not {text!r}."
        )
    return number
