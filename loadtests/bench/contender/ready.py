"""Contenders that can be measured: servers are up, and all have equal data, questions and answers."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

from rich.markup import escape

from bench.contender.answers import compare_answers
from bench.contender.data import Fingerprint, fingerprints, prepare, require_equal
from bench.contender.migrated import migrating
from bench.contender.running import RunningContender
from bench.contender.structures import compare_structures
from bench.contenders import Contender
from bench.errors import BenchError
from bench.home import home
from bench.http_client import Client
from bench.processes import Processes, interrupts_deferred
from bench.progress import Display
from bench.questions.files import contenders_questions, write_questions
from bench.questions.pagination import Known
from bench.questions.sample import Sample, sample
from bench.readings.statements import Statements
from bench.targets.datastores import Datastores
from bench.targets.target import Target
from bench.targets.users_postgres import claimed


@contextmanager
def ready_contenders(
    contenders: Sequence[Contender], target: Target, *, rows: int | None, processes: Processes, display: Display
) -> Iterator[tuple[list[RunningContender], Fingerprint]]:
    """Contenders with `rows` customers each, and the fingerprint of these data. With None they keep the customers that
    they have. The services are not started yet. At the end of the block every server that was started is stopped."""
    with servers_up(contenders, target, processes=processes, display=display) as pairs, ExitStack() as cleanup:
        structures, data = prepared(pairs, rows=rows, processes=processes, display=display)
        yield [cleanup.enter_context(entered(pair, target, structures=structures)) for pair in pairs], data


@contextmanager
def servers_up(
    contenders: Sequence[Contender], target: Target, *, processes: Processes, display: Display
) -> Iterator[list[tuple[Contender, Datastores]]]:
    """At the end of the block every server that was started is stopped."""
    found = [target.find(contender) for contender in contenders]
    make_folders(found)
    stops: list[Callable[[], None]] = []
    with ExitStack() as cleanup:
        cleanup.callback(stop_all, stops, display)
        cleanup.callback(processes.end_all)  # The services end before their databases do.
        with display.phase("servers up"):
            pairs = [(contender, target.bring_up(contender, stops)) for contender in found]
        for url in dict.fromkeys(datastores.admin_url for _, datastores in pairs if not datastores.ours):
            if url is not None:
                cleanup.enter_context(claimed(url))
        yield pairs


def prepared(
    pairs: Sequence[tuple[Contender, Datastores]], *, rows: int | None, processes: Processes, display: Display
) -> tuple[dict[str, str], Fingerprint]:
    """All contenders have equal data and the structures of their migrations. Returns both fingerprints, the structures'
    by the contender whose database it is."""
    logs, owners = home() / "logs", [pair for pair in pairs if not pair[0].database_of]
    with display.phase("data"), migrating(owners, logs=logs, processes=processes) as migrations:
        if rows is None:
            data = require_equal(fingerprints(owners, logs=logs, processes=processes), rows=None)
        else:
            data = prepare(owners, rows=rows, logs=logs, processes=processes, say=display.say)
        structures = compare_structures(migrations, processes)
    for name, word in structures.items():
        display.say(f"{name}: structures {word}")
    return structures, data


@contextmanager
def entered(
    pair: tuple[Contender, Datastores], target: Target, *, structures: Mapping[str, str]
) -> Iterator[RunningContender]:
    contender, datastores = pair
    with Statements(datastores.admin_url, ours=datastores.ours) as statements:
        yield RunningContender(
            target=target,
            definition=contender,
            datastores=datastores,
            statements=statements,
            folder=home() / contender.name,
            questions={},
            structures=structures.get(contender.database_owner),
        )


def make_folders(contenders: Sequence[Contender]) -> None:
    """For the services' logs, and for those of commands."""
    for folder in (home() / "logs", *(home() / contender.name for contender in contenders)):
        folder.mkdir(parents=True, exist_ok=True)


def ask_all_the_same(contenders: Sequence[RunningContender], data: Fingerprint, *, seed: int) -> None:
    """Sample questions for each scenario, and write them to each contender's file."""
    with Client(contenders[0].url) as client:
        sampled = sample(client, rows=data.rows, seed=seed)
    for contender in contenders:
        ask(contender, sampled, data=data)
        write_questions(contender.questions_file, contender.questions)


def ask(
    contender: RunningContender,
    sampled: Sample,
    *,
    data: Fingerprint,
    known: Known | None = None,
    without: Container[str] = (),
) -> None:
    """Give the contender the sample as its own paths; `known` and `without` as for `contenders_questions`."""
    with Client(contender.url) as client:
        contender.questions = contenders_questions(
            sampled,
            client,
            page_parameter=contender.definition.page_parameter,
            kept_deep_pages=contender.folder / f"deep_pages.{data.word}.json",
            known=known,
            without=without,
        )


def compare_all(contenders: Sequence[RunningContender], scenarios: Sequence[str]) -> int:
    """The number of questions to which all contenders gave the baseline's answer; a difference is an error."""
    return sum(compare_answers(contenders[0], other, scenarios=scenarios) for other in contenders[1:])


def stop_all(stops: Sequence[Callable[[], None]], display: Display) -> None:
    """Call all of them, even if one fails: a server that keeps running does not make the measurements worse."""
    with interrupts_deferred():
        for stop in reversed(stops):
            try:
                stop()
            except (BenchError, OSError) as error:
                display.say(f"[yellow]not stopped:[/] {escape(str(error))}")
