"""The commands and options of `bench`."""

import argparse
from pathlib import Path

from bench.contenders import CONTENDERS_FILE, ROOT, RUNGS_FILE
from bench.results.folder import OWN, PUBLISHED
from bench.targets.choice import TARGETS

type Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  argparse gives it no public name


def command_line() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bench", description="Start contenders, prove that their answers are equal, measure, report."
    )
    parser.add_argument(
        "--contenders-file", type=Path, default=CONTENDERS_FILE, help="default: loadtests/contenders.toml"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")

    run = commands.add_parser("run", help="measure, and write results and charts to media/own")
    run.add_argument(
        "--rows",
        default="",
        help="customers in each contender's table; default 300_000, or with --target compose what is there",
    )
    run.add_argument("--mode", default="quick", help="how much is measured; default quick")
    run.add_argument("--scenarios", default="", help="comma-separated; default: those of the mode")
    run.add_argument("--seed", default="1", help="of the questions and of the order; default 1")
    run.add_argument(
        "--json", action="store_true", help="print the results as JSON, and nothing else, on standard output"
    )
    run.add_argument(
        "--generators",
        default="1",
        help="k6 processes that share each load of `capacity` and `classic`; pairs, and the loop that keeps a "
        "contender busy in the other scenarios, always have one; default 1",
    )
    _media_option(run)
    run.add_argument("--like", type=Path, help="a result: the same rows, mode, seed and scenarios, to compare")
    _target_option(run)
    _contenders_option(run)

    _add_ladder(commands)
    _add_noise_and_growth(commands)

    compare = commands.add_parser("compare", help="the changes from one result to another, and how sure they are")
    compare.add_argument("before", type=Path, help="a file of media/own/results")
    compare.add_argument("after", type=Path)
    compare.add_argument("--anyway", action="store_true", help="even if they were measured under different conditions")

    verify = commands.add_parser("verify", help="only the gates: equal data, equal answers, the contract's tests")
    verify.add_argument("--rows", default="", help="seed this many customers first; default: what is there")
    verify.add_argument("--queries", default="200", help="of the contract's comparison; default 200")
    verify.add_argument("--walks", default="20", help="of the contract's comparison; default 20")
    verify.add_argument("--pages", default="50", help="of each walk; default 50")
    _target_option(verify)
    _contenders_option(verify)

    services = commands.add_parser("services", help="the contenders' PostgreSQL and Valkey")
    services.add_argument("what", choices=["up", "down"])
    _contenders_option(services)

    terms = commands.add_parser("terms", help="sample questions from a running service, for k6 by hand")
    terms.add_argument("contender", help="its name in contenders.toml")
    terms.add_argument("--base-url", default="", help="default: the contender's port on this machine")
    terms.add_argument("--output", type=Path, help="default: CONTENDER.terms.json in the services' folder")
    terms.add_argument("--seed", default="1")

    report = commands.add_parser("report", help="draw tables, charts and report.html from a saved result")
    report.add_argument("result", type=Path, nargs="?", help="a file of results; default: the newest of media/own")
    _media_option(report)

    publish = commands.add_parser("publish", help="make a result of media/own the one that the repository shows")
    publish.add_argument("results", type=Path, nargs="*", help="files of media/own/results; default: the newest run")
    publish.add_argument("--media", type=Path, default=PUBLISHED, help="where the published one goes; default media/")

    _add_scale(commands)

    _add_floors(commands)
    _add_diagnose(commands)
    return parser


def _add_ladder(commands: Commands) -> None:
    ladder = commands.add_parser("ladder", help="the CPU per request that each change of ladder/ buys")
    ladder.add_argument("--rows", default="", help="customers in each rung's table; default 300_000")
    ladder.add_argument("--mode", default="quick", help="quick, or full: all scenarios, intervals, leave-one-out")
    ladder.add_argument("--rungs", default="", help="comma-separated, such as naive,keyset,tuned; default: all")
    ladder.add_argument("--scenarios", default="", help="as for run")
    ladder.add_argument("--seed", default="1", help="as for run")
    ladder.add_argument("--json", action="store_true", help="as for run")
    ladder.add_argument("--rungs-file", type=Path, default=RUNGS_FILE, help="default: ladder/rungs.toml")
    ladder.set_defaults(target="local")
    _media_option(ladder)


def _add_floors(commands: Commands) -> None:
    floors = commands.add_parser(
        "floors", help="the cost of the optimized service's answers, and the least that they could cost"
    )
    floors.add_argument("--rows", default="300_000")
    floors.add_argument("--rounds", default="5", help="each asks every cell once; default 5")
    floors.add_argument("--milliseconds", default="1_000", help="of each cell in each round; default 1_000")
    floors.add_argument("--seed", default="1", help="of the order; default 1")
    floors.add_argument("--cells", default="", help='separated by ";", such as "hit;page from redis"; default: all')
    floors.add_argument(
        "--writes", action="store_true", help="measure writes instead, without each of their parts in turn"
    )
    _media_option(floors)


def _add_scale(commands: Commands) -> None:
    scale = commands.add_parser("scale", help="what more traffic and more rows need: docs/scale.md, by formulas")
    scale.add_argument("--check", action="store_true", help="write nothing; fail if the page is not current")
    scale.add_argument("--media", type=Path, default=PUBLISHED, help="the published results; default media/")
    scale.add_argument("--output", type=Path, default=ROOT / "docs" / "scale.md", help="default: docs/scale.md")


def _add_diagnose(commands: Commands) -> None:
    diagnose = commands.add_parser("diagnose", help="on which rung a running service of yours stands; GET alone")
    diagnose.add_argument("url", help="of a list, such as http://127.0.0.1:8000/api/orders/")
    diagnose.add_argument("--database", default="", help="the service's PostgreSQL; default: DATABASE_URL")
    diagnose.add_argument(
        "--header", action="append", default=[], help="sent with each request, such as 'Authorization: Bearer …'"
    )
    diagnose.add_argument("--specification", default="", help="its OpenAPI document; default: the usual places")
    diagnose.add_argument("--requests", default="300", help="at most; default 300")
    diagnose.add_argument("--rate", default="0", help="requests a second at most; default 0: no limit")
    diagnose.add_argument("--seconds", default="120", help="after these no further question is asked; default 120")
    diagnose.add_argument("--dry-run", action="store_true", help="print what would be asked, and ask nothing")
    diagnose.add_argument("--json", action="store_true", help="print the diagnosis as JSON, and nothing else")
    diagnose.add_argument("--html", type=Path, help="write the diagnosis as a page, too")


def _add_noise_and_growth(commands: Commands) -> None:
    aa = commands.add_parser("aa", help="one contender against itself: this machine's noise floor")
    aa.add_argument("contender", help="its name in contenders.toml")
    aa.add_argument("--rows", default="", help="as for run")
    aa.add_argument("--mode", default="standard", help="as for run; default standard")
    aa.add_argument("--scenarios", default="", help="as for run")
    aa.add_argument("--seed", default="1")
    _media_option(aa)
    aa.set_defaults(target="local")

    curve = commands.add_parser("curve", help="cost against the size of the table and the depth of the page")
    curve.add_argument(
        "--rows", default="10_000,100_000,1_000_000,3_000_000", help="comma-separated; each size is seeded in turn"
    )
    curve.add_argument("--scenarios", default="", help="comma-separated; default: all that read, with cold keys")
    curve.add_argument("--seed", default="1")
    curve.set_defaults(target="local")
    _media_option(curve)
    _contenders_option(curve)


def _target_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--target",
        default="local",
        choices=sorted(TARGETS),
        help="where contenders run: processes of this machine, or the containers of `docker compose up`; default local",
    )


def _media_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--media", type=Path, default=OWN, help="where results and charts go; default media/own")


def _contenders_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--contenders", default="", help="comma-separated; default: all of contenders.toml; first is the baseline"
    )
