"""Compare services that hold the same data. Prints one line on stdout, and differences on stderr.

python contract/compare.py --contender naive=http://127.0.0.1:8001 --contender optimized=http://127.0.0.1:8000 \
    --database "$DATABASE_URL"

It only reads, and works on any number of rows. It takes the values of its queries from one of the databases, and also
compares the answers with plain SQL on that database. Exit code 0: equal. 1: different. 2: could not compare.
"""

import argparse
import sys
from collections.abc import Callable
from contextlib import ExitStack

import httpx
import psycopg
from crm_contract.comparison.compare_sampled import compare_sampled
from crm_contract.comparison.contender import Contender

EQUAL, DIFFERENT, NOT_COMPARED = 0, 1, 2
# Differences that are printed.
SHOWN = 10
# Without a terminal, a line of progress comes after so many examples.
SAID_EVERY = 20


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
        return DIFFERENT if tally.differences else EQUAL


def _progress(total: int) -> Callable[[int], None]:
    """Show the number of the current example. Over millions of rows, some take many seconds."""

    def show(number: int) -> None:
        if sys.stderr.isatty():
            print(f"\rcomparing {number} of {total}", end="\n" if number == total else "", file=sys.stderr, flush=True)
        elif number % SAID_EVERY == 0:
            print(f"comparing {number} of {total}", file=sys.stderr, flush=True)

    return show


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contender", action="append", required=True, type=_named, metavar="NAME=URL")
    parser.add_argument("--database", required=True, metavar="URL", help="the database of one of the contenders")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--walks", type=int, default=20)
    parser.add_argument("--pages", type=int, default=50, help="pages of each walk (50)")
    parser.add_argument("--seed", type=int, default=1, help="another seed draws other queries (1)")
    return parser


def _named(text: str) -> tuple[str, str]:
    name, separator, url = text.partition("=")
    if not separator or not url.startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError("write NAME=URL, such as naive=http://127.0.0.1:8001")
    return name, url


if __name__ == "__main__":
    sys.exit(main())
