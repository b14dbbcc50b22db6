"""A port on this machine for a server in a container that publishes no port.

A container's own address can be reached only from Linux, and not when Docker runs in a virtual machine. So each
connection is a `docker compose exec` that carries the bytes. In the container bash opens the port; the images of
PostgreSQL and Redis have bash.
"""

import socket
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from threading import Thread

from bench.contenders import ROOT
from bench.processes import interrupts_deferred

# When one side ends, the other is ended and waited for. An orphan would become a child of process 1.
# PostgreSQL as process 1 takes an unknown child that died of a signal for a crash, and restarts.
CARRY = """
exec 3<>/dev/tcp/127.0.0.1/{port} 4<&0
cat <&3 & answers=$!
cat <&4 >&3 & asks=$!
wait -n
kill $answers $asks 2>/dev/null
wait
"""


class Relay:
    def __init__(self, command: Sequence[str], port: int) -> None:
        """`command` runs a program in the server's container, such as docker compose exec -T naive-database."""
        self._command = [*command, "bash", "-c", CARRY.format(port=port)]
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._carriers: list[subprocess.Popen[bytes]] = []
        Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._listening.getsockname()[1])

    def close(self) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        with interrupts_deferred():
            for carrier in self._carriers:
                carrier.kill()
                carrier.wait()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                connection, _ = self._listening.accept()
                self._carry(connection)

    def _carry(self, connection: socket.socket) -> None:
        with connection:
            carrier = subprocess.Popen(
                self._command,
                cwd=ROOT,
                stdin=connection.fileno(),
                stdout=connection.fileno(),
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._carriers = [each for each in self._carriers if each.poll() is None]
        self._carriers.append(carrier)
