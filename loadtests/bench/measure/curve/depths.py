"""Pages at growing depths of one table, for `bench curve`."""

from collections.abc import Sequence
from dataclasses import replace

from bench.contender.data import Fingerprint
from bench.contender.running import Entrant
from bench.customers_api import PAGE_ROWS
from bench.http_client import Client
from bench.load.scenarios import WORKLOADS
from bench.questions.files import write_terms
from bench.questions.pagination import Pages, page_paths

DEPTHS = (0, 1_000, 10_000, 100_000, 1_000_000)
PAGES = 120  # in a row from each depth on: more than one point asks, so that none comes out of a cache

DEPTH = replace(WORKLOADS["deep_page"], name="depth", title="pages at growing depths")


def depths_in(rows: int) -> Sequence[int]:
    """Rows before the page, as far as the table has whole pages there."""
    return [depth for depth in DEPTHS if depth + PAGES * PAGE_ROWS <= rows] or [0]


def ask_for_depth(entrant: Entrant, depth: int, data: Fingerprint) -> None:
    """Gives the contender its own paths of the pages there; a cursor is followed to them once and then kept."""
    count = min(PAGES, max(1, (data.rows - depth) // PAGE_ROWS))
    pages = Pages("", depth // PAGE_ROWS + 1, count)
    with Client(entrant.url) as client:
        kept = entrant.folder / f"pages_after_{depth}.{data.word}.json"
        paths = page_paths(client, pages, page_parameter=entrant.contender.page_parameter, kept=kept)
    entrant.questions = {**entrant.questions, DEPTH.script: [(path, PAGE_ROWS, PAGE_ROWS) for path in paths]}
    write_terms(entrant.terms, entrant.questions)
