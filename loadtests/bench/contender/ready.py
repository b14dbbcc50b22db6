"""Contenders ready to be asked: servers up, equal data, the same questions, the same answers."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from rich.markup import escape

from bench.contender.answers import compare_answers
from bench.contender.data import Fingerprint, fingerprints, prepare, require_equal
from bench.contender.running import Entrant
from bench.contenders import Contender
from bench.errors import BenchError
from bench.home import home
from bench.http_client import Client
from bench.processes import Processes, interrupts_deferred
from bench.progress import Display
from bench.questions.files import contenders_questions, write_terms
from bench.questions.sample import sample
from bench.readings.statements import Statements
from bench.targets.target import Target
from bench.targets.users_postgres import claimed


@contextmanager
def entered(
    contenders: Sequence[Contender], rows: int | None, target: Target, processes: Processes, display: Display
) -> Iterator[tuple[list[Entrant], Fingerprint]]:
    """Each with `rows` customers, or with what it holds; and the fingerprint. Stops what it started at the end."""
    found = [target.find(contender) for contender in contenders]
    logs = home() / "logs"
    for folder in (logs, *(home() / contender.name for contender in found)):
        folder.mkdir(parents=True, exist_ok=True)
    stops: list[Callable[[], None]] = []
    with ExitStack() as cleanup:
        cleanup.callback(stop_all, stops, display)
        cleanup.callback(processes.end_all)  # before their databases go away
        with display.phase("servers up"):
            pairs = [(contender, target.bring_up(contender, stops)) for contender in found]
        for _, backing in pairs:
            if not backing.ours and backing.admin_url is not None:
                cleanup.enter_context(claimed(backing.admin_url))
        with display.phase("data"):
            if rows is None:
                data = require_equal(fingerprints(pairs, logs=logs, processes=processes), rows=None)
            else:
                data = prepare(pairs, rows=rows, logs=logs, processes=processes, say=display.say)
        yield (
            [
                Entrant(
                    target,
                    contender,
                    backing,
                    cleanup.enter_context(Statements(backing.admin_url, ours=backing.ours)),
                    home() / contender.name,
                    questions={},
                )
                for contender, backing in pairs
            ],
            data,
        )


def ask_everybody_the_same(entrants: Sequence[Entrant], data: Fingerprint, *, seed: int, count: int) -> None:
    """Draws the questions and writes each contender's file of them."""
    with Client(entrants[0].url) as client:
        drawn = sample(client, rows=data.rows, seed=seed, count=count)
    for entrant in entrants:
        with Client(entrant.url) as client:
            entrant.questions = contenders_questions(
                drawn,
                client,
                page_parameter=entrant.contender.page_parameter,
                kept_deep_pages=entrant.folder / f"deep_pages.{data.word}.json",
            )
        write_terms(entrant.terms, entrant.questions)


def compare_all(entrants: Sequence[Entrant], scenarios: Sequence[str]) -> int:
    """How many questions everybody answered like the baseline; a difference is an error."""
    return sum(compare_answers(entrants[0], other, scenarios) for other in entrants[1:])


def stop_all(stops: Sequence[Callable[[], None]], display: Display) -> None:
    """All of them, whatever one says: what was measured is no worse for a server that goes on running."""
    with interrupts_deferred():
        for stop in reversed(stops):
            try:
                stop()
            except (BenchError, OSError) as error:
                display.say(f"[yellow]not stopped:[/] {escape(str(error))}")
