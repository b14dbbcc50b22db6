"""The command `bench`."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from bench.backing import bring_up, home, stop_local
from bench.contenders import CONTENDERS_FILE, ROOT, choose, read_contenders
from bench.errors import BenchError
from bench.local_services import write_environment
from bench.processes import politely_killed_is_interrupted
from bench.progress import Display
from bench.publish import newest_result, print_results, publish, save_results
from bench.results_json import load
from bench.run import Request, run
from bench.terms import make_terms
from bench.verify import verify
from bench.workloads import choose_mode, choose_workloads

INTERRUPTED = 130  # as a shell reports a program that Ctrl-C ended


def main(arguments: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = _parser()
    chosen = parser.parse_args(given)
    chosen.given = given
    politely_killed_is_interrupted()
    try:
        return int(chosen.do(chosen) or 0)
    except BenchError as error:
        sys.stderr.write(f"bench: {error}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("\nbench: stopped; every process that it started is gone, and nothing was saved.\n")
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bench", description="Start contenders, prove that they answer alike, measure, report."
    )
    parser.add_argument(
        "--contenders-file", type=Path, default=CONTENDERS_FILE, help="default: loadtests/contenders.toml"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="measure, and write media/results and the charts")
    run.add_argument("--rows", default="300_000", help="customers in each contender's table; default 300_000")
    run.add_argument("--mode", default="quick", help="how much is measured; default quick")
    run.add_argument("--scenarios", default="", help="comma-separated; default: those of the mode")
    run.add_argument("--seed", default="1", help="of the questions and of the order; default 1")
    run.add_argument(
        "--json", action="store_true", help="print the results as JSON, and nothing else, on standard output"
    )
    run.add_argument("--media", type=Path, default=ROOT / "media", help="where results and charts go; default media/")
    run.add_argument("--target", default="local", choices=["local"], help="where contenders run")
    _contenders_option(run)
    run.set_defaults(do=_run)

    verify = commands.add_parser("verify", help="only the gates: equal data, equal answers, the contract's tests")
    verify.add_argument("--rows", default="", help="seed this many customers first; default: what is there")
    _contenders_option(verify)
    verify.set_defaults(do=_verify)

    services = commands.add_parser("services", help="the contenders' PostgreSQL and Valkey")
    services.add_argument("what", choices=["up", "down"])
    _contenders_option(services)
    services.set_defaults(do=_services)

    terms = commands.add_parser("terms", help="sample questions from a running service, for k6 by hand")
    terms.add_argument("contender", help="its name in contenders.toml")
    terms.add_argument("--base-url", default="", help="default: the contender's port on this machine")
    terms.add_argument("--output", type=Path, help="default: CONTENDER.terms.json in the services' folder")
    terms.add_argument("--seed", default="1")
    terms.set_defaults(do=_terms)

    report = commands.add_parser("report", help="draw table and charts again from a saved result")
    report.add_argument("result", type=Path, nargs="?", help="a file of media/results; default: the newest")
    report.add_argument("--media", type=Path, default=ROOT / "media")
    report.set_defaults(do=_report)
    return parser


def _contenders_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--contenders", default="", help="comma-separated; default: all of contenders.toml; first is the baseline"
    )


def _run(chosen: argparse.Namespace) -> None:
    mode = choose_mode(chosen.mode)
    workloads, classic = choose_workloads(mode, _names(chosen.scenarios))
    request = Request(
        contenders=choose(read_contenders(chosen.contenders_file), _names(chosen.contenders)),
        rows=_number("--rows", chosen.rows, least=100),
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
    verify(contenders, rows, Display(Console(stderr=True)))


def _services(chosen: argparse.Namespace) -> None:
    contenders = choose(read_contenders(chosen.contenders_file), _names(chosen.contenders))
    if chosen.what == "down":
        return stop_local(contenders)
    for contender in contenders:
        stops: list[Callable[[], None]] = []
        backing = bring_up(contender, stops)
        file = home() / f"{contender.name}.env"
        write_environment(file, backing.variables.items())
        sys.stdout.write(f"{contender.name}: {'started' if stops else 'runs'}; set -a; . {file}; set +a\n")
    return None


def _terms(chosen: argparse.Namespace) -> None:

    [contender] = choose(read_contenders(chosen.contenders_file), [chosen.contender])
    base_url = chosen.base_url or contender.url
    output = chosen.output or home() / f"{contender.name}.terms.json"
    make_terms(contender, base_url, output, seed=_number("--seed", chosen.seed, least=0))
    sys.stdout.write(f"k6 run -e BASE_URL={base_url} -e TERMS={output} loadtests/k6/list.js\n")


def _report(chosen: argparse.Namespace) -> None:

    file = chosen.result or newest_result(chosen.media)
    publish(load(file), chosen.media)


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


if __name__ == "__main__":
    sys.exit(main())
