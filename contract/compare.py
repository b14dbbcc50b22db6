"""Do services that hold the same data answer alike? One line on stdout; differences on stderr.

python contract/compare.py --contender naive=http://127.0.0.1:8001 --contender optimized=http://127.0.0.1:8000 \
    --database "$DATABASE_URL"

Reads only, works on any number of rows, and takes the values it asks for from one of the databases, which also gives
a judgement by plain SQL. Exit code 0: alike. 1: not. 2: could not compare.
"""

import argparse
import sys
from collections.abc import Callable
from contextlib import ExitStack

import httpx
import psycopg
from crm_contract.comparison.compare_sampled import compare_sampled
from crm_contract.comparison.contender import Contender

ALIKE, NOT_ALIKE, NOT_COMPARED = 0, 1, 2
SHOWN = 10  # differences
SAID_EVERY = 20  # examples, where there is no terminal


def main() -> int:
    arguments = _parser().parse_args()
    with ExitStack() as stack:
        contenders = [stack.enter_context(Contender(*named)) for named in arguments.contender]
        try:
            tally = compare_sampled(
                contenders,
                arguments.database,
                queries=arguments.queries,
                walks=arguments.walks,
                pages=arguments.pages,
                number=arguments.seed,
                on_example=_progress(arguments.queries + arguments.walks),
            )
        except (httpx.HTTPError, psycopg.Error, LookupError) as error:
            print("parity: could not compare:", *str(error).split())
            return NOT_COMPARED
        if arguments.queries + arguments.walks < 1:
            print("parity: could not compare: no query and no walk was asked for")
            return NOT_COMPARED
        print(tally.line(contenders))
        for difference in tally.differences[:SHOWN]:
            print(difference, file=sys.stderr)
        return NOT_ALIKE if tally.differences else ALIKE


def _progress(total: int) -> Callable[[int], None]:
    """Which example is being asked; over millions of rows some take many seconds."""

    def show(number: int) -> None:
        if sys.stderr.isatty():
            print(f"\rcomparing {number} of {total}", end="\n" if number == total else "", file=sys.stderr, flush=True)
        elif number % SAID_EVERY == 0:
            print(f"comparing {number} of {total}", file=sys.stderr, flush=True)

    return show


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contender", action="append", required=True, type=_named, metavar="NAME=URL")
    parser.add_argument("--database", required=True, metavar="URL", help="of any one of them")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--walks", type=int, default=20)
    parser.add_argument("--pages", type=int, default=50, help="of each walk")
    parser.add_argument("--seed", type=int, default=1, help="draws other queries")
    return parser


def _named(text: str) -> tuple[str, str]:
    name, separator, url = text.partition("=")
    if not separator or not url.startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError("write NAME=URL, such as naive=http://127.0.0.1:8001")
    return name, url


if __name__ == "__main__":
    sys.exit(main())
