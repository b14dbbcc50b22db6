"""A contender in this run: its data, its service while that runs, and the questions it gets."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.contender.meters import Meters
from bench.contenders import Contender
from bench.http_client import Client
from bench.questions.sample import Question
from bench.readings.statements import Statements
from bench.targets.datastores import Backing
from bench.targets.target import Target

# Enough for every worker to have imported, connected and compiled what it does lazily.
SETTLING_REQUESTS_PER_WORKER = 12


@dataclass(slots=True)
class Entrant:
    target: Target
    contender: Contender
    backing: Backing
    statements: Statements
    folder: Path
    """Logs, and the file of questions for k6."""
    questions: dict[str, list[Question]]
    service_pid: int | None = None
    """Of the running service."""

    @property
    def name(self) -> str:
        return self.contender.name

    @property
    def url(self) -> str:
        return self.contender.url

    @property
    def terms(self) -> Path:
        return self.folder / "terms.json"

    @property
    def k6_variables(self) -> dict[str, str | float]:
        """Whom to ask, and what."""
        token = {"API_WRITE_TOKEN": self.contender.write_token} if self.contender.write_token else {}
        return {"BASE_URL": self.url, "TERMS": str(self.terms), **token}

    def meters(self) -> Meters:
        assert self.service_pid is not None
        return Meters(self.target.reader, self.service_pid, self.backing)

    def empty_cache(self) -> None:
        if self.backing.cache is not None:
            self.backing.cache.flush()


def restart(entrants: Sequence[Entrant]) -> None:
    """New service processes for everybody, with cold caches, and each worker past its first requests."""
    target = entrants[0].target  # the same for all
    pids = target.restart([(entrant.contender, entrant.backing, entrant.folder) for entrant in entrants])
    for entrant, pid in zip(entrants, pids, strict=True):
        entrant.service_pid = pid
        _settle(entrant)
        entrant.empty_cache()


def _settle(entrant: Entrant) -> None:
    details = entrant.questions.get("detail", [])
    for number in range(SETTLING_REQUESTS_PER_WORKER * entrant.contender.workers):
        # A connection each, because a connection stays with one worker.
        with Client(entrant.url) as client:
            client.body(details[number % len(details)][0] if details else entrant.contender.ready)
