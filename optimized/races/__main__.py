"""Race readers against writers, and count the wrong answers.

python -m races --seconds 60 --faults stopped,killed

Exit code 0: there were none; 1: there were some; 2: there was no race.
"""

import argparse
import os
import signal
import sys

from races.faults import FAULTS, GROUPS
from races.processes import CannotRun
from races.race import run
from races.result import SERVICE, Race, Result

PASSED, FAILED, NO_RACE, INTERRUPTED = 0, 1, 2, 130
KINDS = ("stale", "lost", "torn", "astray")


def main() -> int:
    parser = _parser()
    race = Race(**vars(parser.parse_args()))
    if "DATABASE_URL" not in os.environ:
        parser.error("set DATABASE_URL; the race creates another database on the same server")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        result = run(race, os.environ["DATABASE_URL"], on_start=_started)
    except CannotRun as error:
        sys.stderr.write(f"races: {error}\n")
        return NO_RACE
    except KeyboardInterrupt:
        sys.stderr.write("\nraces: stopped; servers and database are removed.\n")
        return INTERRUPTED
    for kind in KINDS:
        for example in result.verdict.examples[kind]:
            sys.stderr.write(f"{kind}: {example}\n")
    sys.stdout.write(sentence(result) + "\n")
    return PASSED if result.passed else FAILED


def _started() -> None:
    sys.stderr.write("races: started\n")


def _interrupt(*_: object) -> None:
    """Only once: no signal may interrupt the cleaning up that follows."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def sentence(result: Result) -> str:
    race, verdict = result.race, result.verdict
    reads = [timing for timing in result.timings if not timing.writes]
    writes = sum(timing.writes and 200 <= timing.status < 300 for timing in result.timings)
    hits = sum(timing.cache == "HIT" for timing in reads) / max(len(reads), 1)
    faults = ", ".join(_in_words(name, result) for name in race.faults) or "no faults"
    late = f", up to {verdict.stalest_s:.2f} s late" if verdict.stale else ""
    slowest = ""
    if result.slowest_s:
        slowest = f"; slowest {result.slowest_s:.2f} s, against {result.uncached_s:.2f} s without faults or cache"
    return (
        f"races: {'passed' if result.passed else 'FAILED'}; {_replicas(race)}{race.workers} workers, "
        f"{race.readers} readers, {race.writers} writers, {race.part_writers} of parts, {race.seconds:g} s, {faults}: "
        f"{verdict.stale} stale, {verdict.lost} lost, "
        f"{verdict.torn} torn{late} in {len(reads)} reads ({hits:.0%} from the cache) and {writes} acknowledged "
        f"writes, {verdict.astray} of {verdict.walks} walks astray; {result.errors} errors, {result.refused} refused, "
        f"{result.unanswered} unanswered{slowest}."
    )


def _replicas(race: Race) -> str:
    return f"{race.replicas} replicas of " if race.replicas > 1 else ""


def _in_words(fault: str, result: Result) -> str:
    recoveries = [each.recovery_s for each in result.occurrences if each.fault == fault]
    recovered = f", recovered within {max(recoveries):.2f} s" if any(recoveries) else ""
    return f"{fault} {len(recoveries)}×{recovered}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="races", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument(
        "--faults",
        type=_faults,
        default=(),
        metavar="NAME,…",
        help=f"faults that take turns: {', '.join(FAULTS)}; or groups of them: {', '.join(GROUPS)}",
    )
    parser.add_argument(
        "--replicas", type=int, default=1, help="services, each in a network namespace of its own; needs root"
    )
    parser.add_argument("--workers", type=int, default=2, help="of each replica")
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument(
        "--part-writers", type=int, default=4, help="at least 2; they share customers, and each writes parts of its own"
    )
    parser.add_argument(
        "--walkers", type=int, default=1, help="clients that walk from the first page of all customers to the last"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the random requests, writes and faults")
    parser.add_argument("--service", default=SERVICE, help="the application that uvicorn serves; default %(default)s")
    return parser


def _faults(text: str) -> tuple[str, ...]:
    named = [name.strip() for name in text.split(",") if name.strip()]
    names = tuple(name for group in named for name in GROUPS.get(group, (group,)))
    if unknown := sorted(set(names) - FAULTS.keys()):
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}; known: {', '.join((*FAULTS, *GROUPS))}")
    return names


if __name__ == "__main__":
    sys.exit(main())
