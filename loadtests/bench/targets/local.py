"""Contenders as processes of this machine, in this Python environment."""

from collections.abc import Callable, Sequence
from pathlib import Path

from bench.contenders import Contender
from bench.cores import usable_cores
from bench.processes import Processes
from bench.readings.readers import ProcessTrees
from bench.targets import datastores
from bench.targets.datastores import Datastores
from bench.targets.server import Server, require_free_port, start_servers, stop_servers
from bench.targets.versions import installed


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

    def bring_up(self, contender: Contender, stops: list[Callable[[], None]]) -> Datastores:
        return datastores.bring_up(contender, stops)

    def restart(self, contenders: Sequence[tuple[Contender, Datastores, Path]]) -> list[int]:
        stop_servers(self._servers, self._processes)
        self._servers = start_servers(contenders, self._processes)
        return [server.process.pid for server in self._servers]

    def versions(self, contenders: Sequence[Contender]) -> dict[str, str]:
        return installed()

    def settings(self, contenders: Sequence[Contender]) -> dict[str, str]:
        return {}
