"""Replicas in network namespaces of their own. Each has three links to the machine: for clients, cache and database.

A link that is down loses packets without a sign, as a broken network does. When it is up again, TCP sends them again.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from races.processes import CannotRun

LINKS = ("front", "cache", "database")


@dataclass(frozen=True, slots=True)
class Replica:
    """A network namespace."""

    name: str
    number: int

    def inside(self, *command: str) -> list[str]:
        """The command, as run in the namespace."""
        return ["ip", "netns", "exec", self.name, *command]

    def here(self, link: str) -> str:
        """The address of the machine on a link."""
        return f"{self._net(link)}.1"

    def there(self, link: str) -> str:
        """The address of the replica on a link."""
        return f"{self._net(link)}.2"

    @contextmanager
    def cut(self, link: str) -> Iterator[None]:
        _ip("link", "set", self.device(link), "down")
        try:
            yield
        finally:
            _ip("link", "set", self.device(link), "up")

    def device(self, link: str) -> str:
        """At most 15 characters."""
        return f"{self.name}-{link[0]}"

    def _net(self, link: str) -> str:
        # 198.18.0.0/15 is for tests of networks (RFC 2544). Races at the same time have other thirds.
        place = os.getpid() % 20 * 12 + self.number * len(LINKS) + LINKS.index(link)
        return f"198.18.{place}"


@contextmanager
def network(replicas: int) -> Iterator[list[Replica]]:
    """At most 4 replicas. Raises CannotRun."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        raise CannotRun("Several replicas need network namespaces: root, and the command `ip`.")
    with ExitStack() as stack:
        yield [stack.enter_context(_replica(number)) for number in range(replicas)]


@contextmanager
def _replica(number: int) -> Iterator[Replica]:
    replica = Replica(f"race{os.getpid() % 100_000}{number}", number)
    _ip("netns", "add", replica.name)
    try:
        _ip("-n", replica.name, "link", "set", "lo", "up")
        for link in LINKS:
            device = replica.device(link)
            _ip("link", "add", device, "type", "veth", "peer", "name", link, "netns", replica.name)
            _ip("addr", "add", f"{replica.here(link)}/30", "dev", device)
            _ip("link", "set", device, "up")
            _ip("-n", replica.name, "addr", "add", f"{replica.there(link)}/30", "dev", link)
            _ip("-n", replica.name, "link", "set", link, "up")
        yield replica
    finally:
        # Its devices go with it, and the other ends of the links go with them.
        _ip("netns", "del", replica.name)


def _ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CannotRun(f"ip {' '.join(arguments)}: {done.stderr.strip()}")
