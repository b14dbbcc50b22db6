"""A contender in this run: its datastores, its service while that runs, and its questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.contender.data import read_into_memory
from bench.contender.meters import Meters
from bench.contenders import Contender
from bench.http_client import Client
from bench.questions.sample import Question
from bench.readings.statements import Statements
from bench.targets.datastores import Datastores
from bench.targets.target import Target

# After so many requests every worker has imported, connected and compiled everything that it does lazily.
SETTLING_REQUESTS_PER_WORKER = 12


@dataclass(slots=True, kw_only=True)
class RunningContender:
    target: Target
    definition: Contender
    """Its table in contenders.toml."""
    datastores: Datastores
    statements: Statements
    folder: Path
    """Logs, and the file of questions for k6."""
    questions: dict[str, list[Question]]
    """By scenario."""
    structures: str | None = None
    """The fingerprint of what its database is made of besides rows; None without a database."""
    service_pid: int | None = None
    """The first process of the running service."""

    @property
    def name(self) -> str:
        return self.definition.name

    @property
    def url(self) -> str:
        return self.definition.url

    @property
    def questions_file(self) -> Path:
        return self.folder / "terms.json"

    @property
    def k6_variables(self) -> dict[str, str | float]:
        """They tell k6 the service's address, its file of questions, and the token for writes."""
        token = {"API_WRITE_TOKEN": self.definition.write_token} if self.definition.write_token else {}
        return {"BASE_URL": self.url, "TERMS": str(self.questions_file), **token}

    def meters(self) -> Meters:
        assert self.service_pid is not None
        return Meters(self.target.reader, service_pid=self.service_pid, datastores=self.datastores)

    def empty_cache(self) -> None:
        if self.datastores.cache is not None:
            self.datastores.cache.flush()


def restart(contenders: Sequence[RunningContender]) -> None:
    """Start new service processes with cold caches and their databases in memory, and send each worker its first
    requests."""
    start_services(contenders)
    for contender in contenders:
        read_into_memory(contender.datastores)
        _settle(contender)
        contender.empty_cache()


def start_services(contenders: Sequence[RunningContender]) -> None:
    """Start a service for each contender and wait until all are ready. All contenders have the same target."""
    pids = contenders[0].target.restart([(each.definition, each.datastores, each.folder) for each in contenders])
    for contender, pid in zip(contenders, pids, strict=True):
        contender.service_pid = pid


def _settle(contender: RunningContender) -> None:
    details = contender.questions.get("detail", [])
    for number in range(SETTLING_REQUESTS_PER_WORKER * contender.definition.workers):
        # A new connection for each request, because a connection stays with one worker.
        with Client(contender.url) as client:
            client.body(details[number % len(details)][0] if details else contender.definition.ready)
