"""Pages at growing depths of one table, for `bench curve`."""

from collections.abc import Sequence
from dataclasses import replace

from bench.contender.data import Fingerprint
from bench.contender.running import RunningContender
from bench.customers_api import PAGE_ROWS
from bench.http_client import Client
from bench.load.scenarios import SCENARIOS
from bench.questions.files import write_questions
from bench.questions.pagination import Pages, page_paths

# Rows before the first page.
DEPTHS = (0, 1_000, 10_000, 100_000, 1_000_000)

# Pages in a row from each depth on. One point asks for fewer, so no page comes out of a cache.
PAGES = 120

DEPTH = replace(SCENARIOS["deep_page"], name="depth", title="pages at growing depths")


def depths_in(rows: int, *, depths: Sequence[int] = DEPTHS, pages: int = PAGES) -> Sequence[int]:
    """The depths at which a table of `rows` rows has so many full pages; at least the first one."""
    return [depth for depth in depths if depth + pages * PAGE_ROWS <= rows] or [0]


def ask_for_depth(contender: RunningContender, data: Fingerprint, *, depth: int, pages: int = PAGES) -> None:
    """Give the contender its own paths of these pages. Cursors are followed to them once and then kept."""
    count = min(pages, max(1, (data.rows - depth) // PAGE_ROWS))
    wanted = Pages("", depth // PAGE_ROWS + 1, count)
    with Client(contender.url) as client:
        kept = contender.folder / f"pages_after_{depth}.{data.word}.json"
        paths = page_paths(client, wanted, page_parameter=contender.definition.page_parameter, kept=kept)
    contender.questions = {**contender.questions, DEPTH.script: [(path, PAGE_ROWS, PAGE_ROWS) for path in paths]}
    write_questions(contender.questions_file, contender.questions)
