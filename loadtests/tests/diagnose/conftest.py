"""A PostgreSQL for the services that are diagnosed, as its superuser and as the services' role."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from bench.targets.datastores import bring_up, stop_local
from bench.targets.users_postgres import with_database
from diagnosed_services import database_of, serving
from made_up_contender import made_up_definition

type Serve = Callable[[str], tuple[str, str]]


@pytest.fixture(scope="session")
def postgres_urls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    definition = made_up_definition("diagnosed", needs=("postgres",))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BENCH_HOME", str(tmp_path_factory.mktemp("diagnosed")))
        for name in ("DATABASE_URL", "REDIS_URL"):
            patch.delenv(name, raising=False)
        datastores = bring_up(definition, [])
        yield with_database(str(datastores.admin_url), "postgres"), datastores.variables["DATABASE_URL"]
        stop_local([definition])


@pytest.fixture(scope="session")
def serve(postgres_urls: tuple[str, str]) -> Iterator[Serve]:
    """Starts a project once: the URLs of the service and of its database."""
    admin_url, url = postgres_urls
    running: dict[str, tuple[str, str]] = {}
    with ExitStack() as stack:

        def start(project: str) -> tuple[str, str]:
            if project not in running:
                database = stack.enter_context(database_of(project, admin_url=admin_url, url=url))
                running[project] = stack.enter_context(serving(project, database)), database
            return running[project]

        yield start
