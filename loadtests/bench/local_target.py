"""Contenders as processes of this machine, from this Python environment."""

from collections.abc import Callable, Sequence
from pathlib import Path

from bench import backing
from bench.backing import Backing
from bench.contenders import Contender
from bench.cores import usable_cores
from bench.processes import Processes
from bench.readers import ProcessTrees
from bench.server import Server, require_free_port, start_servers, stop_servers
from bench.versions import installed


class LocalTarget:
    rows = 300_000
    reader = ProcessTrees()

    def __init__(self, processes: Processes) -> None:
        self.cores = usable_cores()
        self._processes = processes
        self._servers: list[Server] = []

    def find(self, contender: Contender) -> Contender:
        require_free_port(contender)
        return contender

    def bring_up(self, contender: Contender, stops: list[Callable[[], None]]) -> Backing:
        return backing.bring_up(contender, stops)

    def restart(self, contenders: Sequence[tuple[Contender, Backing, Path]]) -> list[int]:
        stop_servers(self._servers, self._processes)
        self._servers = start_servers(contenders, self._processes)
        return [server.process.pid for server in self._servers]

    def versions(self, contenders: Sequence[Contender]) -> dict[str, str]:
        return installed()

    def settings(self, contenders: Sequence[Contender]) -> dict[str, str]:
        return {}
