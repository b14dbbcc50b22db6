"""The services of a race: one on this machine, or several replicas, each in a network of its own."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from races.network import Replica, network
from races.processes import CannotRun
from races.service import Service

type MakeService = Callable[..., Service]


@contextmanager
def replicas(number: int, *, make: MakeService, database_url: str, cache_url: str) -> Iterator[list[Service]]:
    """Services that are not started yet. `make` gets the keywords that differ between them. Raises CannotRun."""
    if number == 1:
        yield [make(database_url=database_url, cache_url=cache_url)]
        return
    with network(number) as places, _relayed(places, database_url, cache_url=cache_url):
        yield [
            make(
                database_url=_moved(database_url, place.here("database")),
                cache_url=_moved(cache_url, place.here("cache")),
                place=place,
            )
            for place in places
        ]


@contextmanager
def _relayed(places: list[Replica], database_url: str, *, cache_url: str) -> Iterator[None]:
    urls = {"database": urlsplit(database_url), "cache": urlsplit(cache_url)}
    pairs = [
        f"{place.here(link)}:{url.port}={url.hostname}:{url.port}" for place in places for link, url in urls.items()
    ]
    command = [sys.executable, "-m", "races.relay", *pairs]
    folder = Path(__file__).parents[1]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, start_new_session=True) as process:
        try:
            if not process.stdout or process.stdout.readline() != b"ready\n":
                raise CannotRun("DATABASE_URL must have a host and a port, and its server must listen there.")
            yield
        finally:
            process.kill()


def _moved(url: str, host: str) -> str:
    """The URL with another host."""
    parts = urlsplit(url)
    login = parts.netloc.rpartition("@")[0]
    return parts._replace(netloc=f"{login}@{host}:{parts.port}").geturl()
