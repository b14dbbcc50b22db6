"""The command `bench`."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

from rich.console import Console

from bench.arguments import command_line
from bench.backing import bring_up, home, stop_local
from bench.compare import compare
from bench.compare_words import print_comparison
from bench.contenders import Contender, choose, read_contenders
from bench.curve import curve
from bench.curve_words import print_curve
from bench.described import Request, like
from bench.errors import BenchError
from bench.facts import host
from bench.floor_results import FLOORS, WRITES, markdown, save_floors
from bench.floors import FloorsRequest, run_floors, run_writes
from bench.local_files import write_environment
from bench.modes import CURVE, choose_mode
from bench.noise_floor import against_itself, in_words, newest_noise_floor, noise_floor
from bench.processes import politely_killed_is_interrupted
from bench.progress import Display
from bench.publish import newest_result, print_results, publish, refresh_readme, save_results
from bench.results_json import load
from bench.run import run
from bench.server import free_port
from bench.terms import make_terms
from bench.verify import verify
from bench.workloads import choose_workloads

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
    request = _request(chosen, _contenders(chosen))
    if chosen.like:
        request = like(load(chosen.like), request)
    floor = newest_noise_floor(chosen.media, host(), request.mode.name)
    results = run(replace(request, noise_floor=floor, media=chosen.media), Display(Console(stderr=True)))
    file = save_results(results, chosen.media)
    print_results(results, file, as_json=chosen.json)


def _aa(chosen: argparse.Namespace) -> None:
    [contender] = choose(read_contenders(chosen.contenders_file), [chosen.contender])
    request = _request(chosen, against_itself(contender, port=free_port()))
    results = run(replace(request, kind="aa"), Display(Console(stderr=True)))
    results = replace(results, noise_floor=noise_floor(results))
    file = save_results(results, chosen.media)
    print_results(results, file, as_json=False)
    sys.stdout.write("\n".join(["", *in_words(results), ""]))


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
        command=_command(chosen),
    )
    results = curve(request, sizes, Display(Console(stderr=True)))
    file = save_results(results, chosen.media)
    print_curve(results, Console())
    sys.stdout.write(f"\n{file}\n")


def _compare(chosen: argparse.Namespace) -> None:
    before, after = load(chosen.before), load(chosen.after)
    print_comparison(compare(before, after, anyway=chosen.anyway), before, after, Console())


def _request(chosen: argparse.Namespace, contenders: Sequence[Contender]) -> Request:
    mode = choose_mode(chosen.mode)
    return Request(
        contenders=contenders,
        rows=_rows(chosen),
        target=chosen.target,
        mode=mode,
        chosen=choose_workloads(mode, _names(chosen.scenarios)),
        seed=_number("--seed", chosen.seed, least=0),
        command=_command(chosen),
    )


def _contenders(chosen: argparse.Namespace) -> list[Contender]:
    return choose(read_contenders(chosen.contenders_file), _names(chosen.contenders))


def _rows(chosen: argparse.Namespace) -> int | None:
    return _number("--rows", chosen.rows, least=100) if chosen.rows else None


def _command(chosen: argparse.Namespace) -> str:
    return " ".join(["bench", *chosen.given])


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
        command=_command(chosen),
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
    "aa": _aa,
    "curve": _curve,
    "compare": _compare,
    "verify": _verify,
    "services": _services,
    "terms": _terms,
    "report": _report,
    "floors": _floors,
}


if __name__ == "__main__":
    sys.exit(main())
