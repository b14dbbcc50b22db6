"""A contender's service: started, ready, stopped."""

import socket
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.contenders import Contender
from bench.environment import process_environment
from bench.errors import BenchError
from bench.http_client import Client
from bench.processes import Processes, last_lines, wait_until
from bench.targets.datastores import Datastores

START_TIMEOUT_S = 60.0

# A worker that was killed keeps its port until its memory is free.
FREE_TIMEOUT_S = 2.0


@dataclass(frozen=True, slots=True)
class Server:
    contender: Contender
    process: subprocess.Popen[bytes]
    log: Path


def start_servers(contenders: Sequence[tuple[Contender, Datastores, Path]], processes: Processes) -> list[Server]:
    """Start all, each with a folder for its log, and then wait for all. So they start at the same time."""
    servers = [
        _start(contender, datastores, folder=folder, processes=processes)
        for contender, datastores, folder in contenders
    ]
    for server in servers:
        _wait_until_ready(server)
    return servers


def stop_servers(servers: Sequence[Server], processes: Processes) -> None:
    for server in servers:
        processes.stop(server.process)


def _start(contender: Contender, datastores: Datastores, *, folder: Path, processes: Processes) -> Server:
    require_free_port(contender)
    log = folder / "server.log"
    log.unlink(missing_ok=True)
    environment = process_environment(datastores.variables, contender.environment)
    command = contender.command(contender.start)
    return Server(
        contender, processes.start(command, folder=contender.folder, environment=environment, output=log), log
    )


def require_free_port(contender: Contender) -> None:
    if not wait_until(lambda: _is_free(contender.port), timeout_s=FREE_TIMEOUT_S):
        raise BenchError(
            f"Port {contender.port} of {contender.name} is taken{_by_whom(contender.port)}. "
            f"Stop that program, or change `port` of [{contender.name}] in contenders.toml."
        )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _by_whom(port: int) -> str:
    with suppress(psutil.Error):
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr[1:] == (port,) and connection.pid:
                return f" by process {connection.pid} ({psutil.Process(connection.pid).name()})"
    return ""


def _wait_until_ready(server: Server) -> None:
    wait_until(lambda: server.process.poll() is not None or is_ready(server.contender), timeout_s=START_TIMEOUT_S)
    if server.process.poll() is not None:
        raise BenchError(
            f"{server.contender.name} ended with exit code {server.process.returncode} instead of serving. "
            f"Its last words: {last_lines(server.log)}. See {server.log}."
        )
    if not is_ready(server.contender):
        raise BenchError(
            f"{server.contender.name} did not answer 200 to {server.contender.url}{server.contender.ready} within "
            f"{START_TIMEOUT_S:.0f} s. Its last words: {last_lines(server.log)}. See {server.log}."
        )


def is_ready(contender: Contender) -> bool:
    try:
        with Client(contender.url, timeout_s=5) as client:
            client.body(contender.ready)
    except BenchError:
        return False
    return True
