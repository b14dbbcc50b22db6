"""The command `bench`."""

import argparse
import sys
from collections.abc import Callable, Sequence

from rich.console import Console

from bench.arguments import command_line
from bench.backing import bring_up, home, stop_local
from bench.contenders import choose, read_contenders
from bench.described import Request
from bench.errors import BenchError
from bench.floor_results import FLOORS, WRITES, markdown, save_floors
from bench.floors import FloorsRequest, run_floors, run_writes
from bench.local_services import write_environment
from bench.processes import politely_killed_is_interrupted
from bench.progress import Display
from bench.publish import newest_result, print_results, publish, refresh_readme, save_results
from bench.results_json import load
from bench.run import run
from bench.terms import make_terms
from bench.verify import verify
from bench.workloads import choose_mode, choose_workloads

INTERRUPTED = 130  # as a shell reports a program that Ctrl-C ended


def main(arguments: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    chosen = command_line().parse_args(given)
    chosen.given = given
    politely_killed_is_interrupted()
    try:
        COMMANDS[chosen.command](chosen)
    except BenchError as error:
        sys.stderr.write(f"bench: {error}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("\nbench: stopped; every process that it started is gone, and nothing was saved.\n")
        return INTERRUPTED
    return 0


def _run(chosen: argparse.Namespace) -> None:
    mode = choose_mode(chosen.mode)
    workloads, classic = choose_workloads(mode, _names(chosen.scenarios))
    request = Request(
        contenders=choose(read_contenders(chosen.contenders_file), _names(chosen.contenders)),
        rows=_number("--rows", chosen.rows, least=100) if chosen.rows else None,
        target=chosen.target,
        mode=mode,
        workloads=workloads,
        classic=classic,
        seed=_number("--seed", chosen.seed, least=0),
        command=" ".join(["bench", *chosen.given]),
    )
    results = run(request, Display(Console(stderr=True)))
    file = save_results(results, chosen.media)
    print_results(results, file, as_json=chosen.json)


def _verify(chosen: argparse.Namespace) -> None:
    rows = _number("--rows", chosen.rows, least=100) if chosen.rows else None
    contenders = choose(read_contenders(chosen.contenders_file), _names(chosen.contenders))
    drawn = [f"--{name}={getattr(chosen, name)}" for name in ("queries", "walks", "pages")]
    verify(contenders, rows, chosen.target, Display(Console(stderr=True)), drawn)


def _services(chosen: argparse.Namespace) -> None:
    contenders = choose(read_contenders(chosen.contenders_file), _names(chosen.contenders))
    if chosen.what == "down":
        stop_local(contenders)
        return
    for contender in contenders:
        stops: list[Callable[[], None]] = []
        backing = bring_up(contender, stops)
        file = home() / f"{contender.name}.env"
        write_environment(file, backing.variables.items())
        sys.stdout.write(f"{contender.name}: {'started' if stops else 'runs'}; set -a; . {file}; set +a\n")


def _terms(chosen: argparse.Namespace) -> None:
    [contender] = choose(read_contenders(chosen.contenders_file), [chosen.contender])
    base_url = chosen.base_url or contender.url
    output = chosen.output or home() / f"{contender.name}.terms.json"
    make_terms(contender, base_url, output, seed=_number("--seed", chosen.seed, least=0))
    sys.stdout.write(f"k6 run -e BASE_URL={base_url} -e TERMS={output} loadtests/k6/list.js\n")


def _report(chosen: argparse.Namespace) -> None:
    file = chosen.result or newest_result(chosen.media)
    results = load(file)
    publish(results, chosen.media)
    refresh_readme(results, chosen.media.parent / "README.md")
    print_results(results, file, as_json=False)


def _floors(chosen: argparse.Namespace) -> None:
    request = FloorsRequest(
        rows=_number("--rows", chosen.rows, least=1000),
        rounds=_number("--rounds", chosen.rounds, least=1),
        seconds=_number("--milliseconds", chosen.milliseconds, least=100) / 1000,
        seed=_number("--seed", chosen.seed, least=0),
        cells=[name.strip() for name in chosen.cells.split(";") if name.strip()],
        command=" ".join(["bench", *chosen.given]),
    )
    measure, page = (run_writes, WRITES) if chosen.writes else (run_floors, FLOORS)
    results = measure(request, Display(Console(stderr=True)))
    file = save_floors(results, chosen.media, page)
    sys.stdout.write(f"{markdown(results, page)}\n{file}\n")


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


COMMANDS = {
    "run": _run,
    "verify": _verify,
    "services": _services,
    "terms": _terms,
    "report": _report,
    "floors": _floors,
}


if __name__ == "__main__":
    sys.exit(main())
