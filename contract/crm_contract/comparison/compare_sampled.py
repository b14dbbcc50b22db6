"""Compare services on the data that they hold, of any size, without changing it."""

from collections.abc import Callable, Iterator, Sequence
from random import Random

from crm_contract.comparison.compare_drawn import Draw, Tally, collect_drawn
from crm_contract.comparison.contender import Contender
from crm_contract.comparison.database import connect
from crm_contract.comparison.differences import Example, differences
from crm_contract.comparison.sampled_rows import sample
from crm_contract.comparison.sql_judge import SqlJudge
from crm_contract.oracle.parameters import ORDERINGS

# Rows that provide values for the queries.
SAMPLE = 2_000
# Seconds for one statement of the SQL judge. A search over 3 million rows takes about 10 s.
PATIENCE_S = 20.0


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
    """Return all differences over drawn queries, and over walks of `pages` pages through every ordering in turn.

    Raises LookupError if the database has no customers.
    """
    tally = Tally(on_example=on_example)
    with connect(database_url, autocommit=True) as connection:
        rows = sample(connection, SAMPLE, seed=number)
        if not rows:
            raise LookupError("There are no customers to sample.")
        judge = SqlJudge(connection, patience_s=PATIENCE_S)
        collect_drawn(contenders, Draw(rows=rows, count=queries, number=number), judge=judge, tally=tally)
        for walk in long_walks(walks, pages, random=Random(number)):
            tally.begin()
            tally.differences += differences(walk, contenders, judge=judge)
    tally.notes.append(f"{tally.examples - judge.unjudged} judged by plain SQL too")
    return tally


def long_walks(count: int, pages: int, *, random: Random) -> Iterator[Example]:
    orderings = [direction + column for column in ORDERINGS for direction in ("-", "")]
    filters = [(), (("has_address", "true"),), (("gender", "other"),), (("points_min", "1"),)]
    for number in range(count):
        pairs = (*random.choice(filters), ("ordering", orderings[number % len(orderings)]))
        yield Example(pairs, ("next",) * (pages - 1))
