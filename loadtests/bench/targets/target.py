"""Where contenders run: as processes of this machine, or in the containers of docker-compose.yml."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from bench.contenders import Contender
from bench.readings.readers import Reader
from bench.targets.datastores import Backing


class Target(Protocol):
    @property
    def rows(self) -> int | None:
        """Customers where nobody names a number; None: as many as there are."""

    @property
    def cores(self) -> int:
        """That all parts of all contenders share."""

    @property
    def reader(self) -> Reader: ...

    def find(self, contender: Contender) -> Contender:
        """The contender as it is commanded and asked there; an error where it cannot be."""

    def bring_up(self, contender: Contender, stops: list[Callable[[], None]]) -> Backing:
        """Starts what the contender needs and is not running; appends how to stop what was started."""

    def restart(self, contenders: Sequence[tuple[Contender, Backing, Path]]) -> list[int]:
        """New processes of every service, each with a folder for its log; when all are ready, their first ones' ids."""

    def versions(self, contenders: Sequence[Contender]) -> dict[str, str]:
        """Of the programs that the services run with."""

    def settings(self, contenders: Sequence[Contender]) -> dict[str, str]:
        """What the target sets on purpose."""
