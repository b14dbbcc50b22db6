"""Contenders run as processes of this machine, or in the containers of docker-compose.yml."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from bench.contenders import Contender
from bench.readings.readers import Reader
from bench.targets.datastores import Datastores


class Target(Protocol):
    @property
    def rows(self) -> int | None:
        """Customers without --rows; None: as many as there are."""

    @property
    def cores(self) -> int:
        """All components of all contenders share them."""

    @property
    def reader(self) -> Reader: ...

    def find(self, contender: Contender) -> Contender:
        """The contender with its commands, port and folder on this target. An error if it cannot run there."""

    def bring_up(self, contender: Contender, stops: list[Callable[[], None]]) -> Datastores:
        """Start the servers that the contender needs and that do not run. `stops` gets a function to stop each."""

    def restart(self, contenders: Sequence[tuple[Contender, Datastores, Path]]) -> list[int]:
        """Start new processes of every service, each with a folder for its log, and wait until all are ready.
        Returns the id of each service's first process."""

    def versions(self, contenders: Sequence[Contender]) -> dict[str, str]:
        """Versions of the programs that the services run with."""

    def settings(self, contenders: Sequence[Contender]) -> dict[str, str]:
        """Settings that the target makes on purpose."""
