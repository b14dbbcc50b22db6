"""The servers that faults can reach."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from races.service import Service
from races.valkey import Valkey


@dataclass(frozen=True, slots=True)
class FaultTargets:
    """`other_database_url` is another database on the same server.

    `recoveries_s` has the seconds that the service took to recover from each fault that it cannot hide.
    """

    valkey: Valkey
    service: Service
    database_url: str
    other_database_url: str
    recoveries_s: list[float] = field(default_factory=list)


# A fault lasts as long as its block.
type Inject = Callable[[FaultTargets], AbstractContextManager[None]]
