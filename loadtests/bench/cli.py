"""The command `bench`."""

import argparse
import errno
import shlex
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from bench.analysis.compare import compare
from bench.analysis.noise_floor import against_itself, in_words, newest_noise_floor, noise_floor
from bench.analysis.outcome import failure
from bench.arguments import command_line
from bench.commands.curve import curve
from bench.commands.floors import FloorsRequest, run_floors, run_writes
from bench.commands.publish import (
    OWN,
    PUBLISHED,
    draw,
    newest_result,
    print_results,
    publish,
    require_writable,
    save_results,
)
from bench.commands.questions import make_terms
from bench.commands.run import run
from bench.commands.verify import verify
from bench.contender.ready import stop_all
from bench.contenders import Contender, choose, read_contenders
from bench.environment import without_libpq_variables
from bench.errors import BenchError
from bench.home import alone, home
from bench.load.modes import CURVE, choose_mode
from bench.load.scenarios import choose_workloads
from bench.measure.conditions import Request, like
from bench.processes import politely_killed_is_interrupted
from bench.progress import Display
from bench.readings.host import host
from bench.report.comparison import print_comparison
from bench.report.curve import print_curve
from bench.report.floors import print_floors, write_floors
from bench.report.streams import CLOSED, NotPrintedError, Output, printable_everywhere
from bench.results.files import load
from bench.results.floors import FloorResults, save_floors
from bench.results.run import Results
from bench.targets.datastores import bring_up, stop_local
from bench.targets.local_files import write_environment
from bench.targets.server import free_port

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES)
INTERRUPTED = 130  # as a shell reports a program that Ctrl-C ended


def main(arguments: Sequence[str] | None = None) -> int:
    printable_everywhere()
    try:
        _command(list(sys.argv[1:] if arguments is None else arguments))
    except BenchError as error:
        sys.stderr.write(f"bench: {error}\n")
        return 2
    except BrokenPipeError:
        return CLOSED
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        file = error.filename or "A file"
        sys.stderr.write(f"bench: {file} cannot be written: {error.strerror}. Make room for it.\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("\nbench: stopped; every process that it started is gone, and there is no result.\n")
        return INTERRUPTED
    return 0


def _command(given: list[str]) -> None:
    try:
        chosen = command_line().parse_args(given)
        chosen.given = given
        politely_killed_is_interrupted()
        with without_libpq_variables(), alone(_command_line(chosen)) if chosen.command in ALONE else nullcontext():
            COMMANDS[chosen.command](chosen)
    except SystemExit:  # --help, or an option that does not exist
        sys.stdout.flush()
        raise
    sys.stdout.flush()  # while there is somebody to hear that it does not arrive


def _run(chosen: argparse.Namespace) -> None:
    request = _request(chosen, _contenders(chosen))
    if chosen.like:
        request = like(load(chosen.like), request)
    require_writable(chosen.media)
    # Whoever measures into a folder of their own is judged by what that folder knows of the machine.
    known = (chosen.media, PUBLISHED) if chosen.media == OWN else (chosen.media,)
    floors = [newest_noise_floor(media, host(), request.mode.name) for media in known]
    floor = next((floor for floor in floors if floor), None)
    results = run(replace(request, noise_floor=floor), Display(Console(stderr=True)))
    _keep(results, chosen.media, lambda file: print_results(results, file, as_json=chosen.json))


def _aa(chosen: argparse.Namespace) -> None:
    [contender] = choose(read_contenders(chosen.contenders_file), [chosen.contender])
    request = _request(chosen, against_itself(contender, port=free_port()))
    require_writable(chosen.media)
    measured = run(replace(request, kind="aa"), Display(Console(stderr=True)))  # saved, even without a word on noise
    results = replace(measured, noise_floor=noise_floor(measured))

    def show(file: Path) -> None:
        print_results(results, file, as_json=False)
        sys.stdout.write("\n".join(["", *in_words(results), ""]))

    _keep(results, chosen.media, show)


def _curve(chosen: argparse.Namespace) -> None:
    sizes = sorted({_number("--rows", each, least=100) for each in _names(chosen.rows)})
    contenders = _contenders(chosen)
    request = Request(
        contenders=contenders,
        rows=sizes[-1],
        target="local",
        mode=CURVE,
        chosen=choose_workloads(CURVE, _names(chosen.scenarios)),
        seed=_number("--seed", chosen.seed, least=0),
        command=_command_line(chosen),
        media=chosen.media,
    )
    require_writable(chosen.media)
    results = curve(request, sizes, Display(Console(stderr=True)))

    def show(file: Path) -> None:
        print_curve(results, Output())
        sys.stdout.write(f"\n{file}\n")

    _keep(results, chosen.media, show)


def _keep(results: Results, media: Path, show: Callable[[Path], None]) -> None:
    """The result first, then the terminal, then the pictures: what fails later takes nothing away."""
    file = save_results(results, media)
    try:
        show(file)
        sys.stdout.flush()
    except NotPrintedError as error:
        raise BenchError(f"{error} The result is saved in {file}.") from None
    finally:
        draw(results, media)
    if reason := failure(results):
        raise BenchError(f"{reason} The result is saved in {file}.")


def _compare(chosen: argparse.Namespace) -> None:
    before, after = load(chosen.before), load(chosen.after)
    comparison = compare(before, after, anyway=chosen.anyway)
    print_comparison(comparison, before, after, Output())
    if not comparison.compared:
        raise BenchError("Nothing could be compared: no scenario was valid, and offered at one rate, in both results.")


def _request(chosen: argparse.Namespace, contenders: Sequence[Contender]) -> Request:
    mode = choose_mode(chosen.mode)
    return Request(
        contenders=contenders,
        rows=_rows(chosen),
        target=chosen.target,
        mode=mode,
        chosen=choose_workloads(mode, _names(chosen.scenarios)),
        seed=_number("--seed", chosen.seed, least=0),
        command=_command_line(chosen),
        media=chosen.media,
    )


def _contenders(chosen: argparse.Namespace) -> list[Contender]:
    return choose(read_contenders(chosen.contenders_file), _names(chosen.contenders))


def _rows(chosen: argparse.Namespace) -> int | None:
    return _number("--rows", chosen.rows, least=100) if chosen.rows else None


def _command_line(chosen: argparse.Namespace) -> str:
    return shlex.join(["bench", *chosen.given])


def _verify(chosen: argparse.Namespace) -> None:
    rows = _rows(chosen)
    contenders = _contenders(chosen)
    drawn = [f"--{name}={getattr(chosen, name)}" for name in ("queries", "walks", "pages")]
    verify(contenders, rows, chosen.target, Display(Console(stderr=True)), drawn)


def _services(chosen: argparse.Namespace) -> None:
    contenders = _contenders(chosen)
    if chosen.what == "down":
        for contender in contenders:
            stop_local(against_itself(contender, contender.port))  # `bench aa` may have been killed
        return
    for contender in contenders:
        stops: list[Callable[[], None]] = []
        file = home() / f"{contender.name}.env"
        try:
            write_environment(file, bring_up(contender, stops).variables.items())
        except BaseException:
            stop_all(stops, Display(Console(stderr=True)))
            raise
        sys.stdout.write(
            f"{contender.name}: {'started' if stops else 'runs'}; set -a; . {shlex.quote(str(file))}; set +a\n"
        )


def _terms(chosen: argparse.Namespace) -> None:
    [contender] = choose(read_contenders(chosen.contenders_file), [chosen.contender])
    base_url = chosen.base_url or contender.url
    output = chosen.output or home() / f"{contender.name}.terms.json"
    make_terms(contender, base_url, output, seed=_number("--seed", chosen.seed, least=0))
    command = ["k6", "run", "-e", f"BASE_URL={base_url}", "-e", f"TERMS={output}", "loadtests/k6/list.js"]
    sys.stdout.write(f"{shlex.join(command)}\n")


def _report(chosen: argparse.Namespace) -> None:
    file = chosen.result or newest_result(chosen.media)
    results = load(file)
    require_writable(chosen.media)
    draw(results, chosen.media)
    print_results(results, file, as_json=False)


def _publish(chosen: argparse.Namespace) -> None:
    for file in chosen.results or [newest_result(OWN)]:
        for changed in publish(file, chosen.media):
            sys.stdout.write(f"{changed}\n")


def _floors(chosen: argparse.Namespace) -> None:
    request = FloorsRequest(
        rows=_number("--rows", chosen.rows, least=1000),
        rounds=_number("--rounds", chosen.rounds, least=1),
        seconds=_number("--milliseconds", chosen.milliseconds, least=100) / 1000,
        seed=_number("--seed", chosen.seed, least=0),
        cells=[name.strip() for name in chosen.cells.split(";") if name.strip()],
        command=_command_line(chosen),
    )
    require_writable(chosen.media)

    def keep(found: FloorResults) -> Path:
        return save_floors(found, chosen.media)

    results = (run_writes if chosen.writes else run_floors)(request, Display(Console(stderr=True)), keep)
    file = keep(results)
    write_floors(results, chosen.media)
    print_floors(results, file, Output())


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _number(option: str, text: str, *, least: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if number < least:
        raise BenchError(
            f"{option} must be a whole number from {least}, such as {option} {max(least, 300_000):_}, not {text!r}."
        )
    return number


# They use the servers and what is in them, one at a time; the others only read results, or ask a service that runs.
ALONE = ("run", "aa", "curve", "verify", "services", "floors")

COMMANDS = {
    "run": _run,
    "aa": _aa,
    "curve": _curve,
    "compare": _compare,
    "verify": _verify,
    "services": _services,
    "terms": _terms,
    "report": _report,
    "publish": _publish,
    "floors": _floors,
}


if __name__ == "__main__":
    sys.exit(main())
