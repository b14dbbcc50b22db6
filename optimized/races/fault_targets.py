"""The servers that faults can reach."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import count

from races.service import Service
from races.valkey import Valkey


@dataclass(frozen=True, slots=True)
class FaultTargets:
    """`other_database_url` is another database on the same server.

    `recoveries_s` has the seconds that the service took to recover from each fault that it cannot hide.
    """

    valkey: Valkey
    replicas: Sequence[Service]
    database_url: str
    other_database_url: str
    recoveries_s: list[float] = field(default_factory=list)
    turns: Iterator[int] = field(default_factory=count)

    @property
    def service(self) -> Service:
        """The replica that faults of workers and database mean."""
        return self.replicas[0]


# A fault lasts as long as its block.
type Inject = Callable[[FaultTargets], AbstractContextManager[None]]
