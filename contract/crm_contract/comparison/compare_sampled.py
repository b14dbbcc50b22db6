"""Comparing the data that services hold, of any size, without changing it."""

from collections.abc import Callable, Iterator, Sequence
from random import Random

from crm_contract.comparison.compare_drawn import Tally, collect_drawn
from crm_contract.comparison.contender import Contender
from crm_contract.comparison.database import connect
from crm_contract.comparison.differences import Example, differences
from crm_contract.comparison.sampled_rows import sample
from crm_contract.comparison.sql_judge import SqlJudge
from crm_contract.oracle.parameters import ORDERINGS

SAMPLE = 2_000  # rows that values are taken from
PATIENCE_S = 20.0  # for one statement of the SQL judge; a search over 3 million rows takes about 10


def compare_sampled(
    contenders: Sequence[Contender],
    database_url: str,
    *,
    queries: int,
    walks: int,
    pages: int,
    number: int,
    on_example: Callable[[int], None] | None = None,
) -> Tally:
    """All differences over drawn queries, and over walks through every ordering in turn."""
    tally = Tally(on_example=on_example)
    with connect(database_url, autocommit=True) as connection:
        rows = sample(connection, SAMPLE, seed=number)
        if not rows:
            raise LookupError("There are no customers to sample.")
        judge = SqlJudge(connection, patience_s=PATIENCE_S)
        collect_drawn(contenders, judge, rows, count=queries, number=number, tally=tally)
        for walk in long_walks(walks, pages, Random(number)):
            tally.begin()
            tally.differences += differences(walk, contenders, judge)
    tally.notes.append(f"{tally.examples - judge.unjudged} judged by plain SQL too")
    return tally


def long_walks(count: int, pages: int, random: Random) -> Iterator[Example]:
    orderings = [direction + column for column in ORDERINGS for direction in ("-", "")]
    filters = [(), (("has_address", "true"),), (("gender", "other"),), (("points_min", "1"),)]
    for number in range(count):
        pairs = (*random.choice(filters), ("ordering", orderings[number % len(orderings)]))
        yield Example(pairs, ("next",) * (pages - 1))
