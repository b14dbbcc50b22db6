"""The parts of a write, and the same service on copies of its database that lack one part each."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from bench.contender.running import RunningContender
from bench.contenders import Contender
from bench.errors import BenchError
from bench.targets.users_postgres import drop_database, with_database

# The catalogue identifies them, so migrations may rename and add triggers and indexes.
DROP_TRIGGERS = """
DO $$ DECLARE each record; BEGIN
    FOR each IN SELECT tgname, tgrelid::regclass AS "table" FROM pg_trigger
        WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'customers\\_%'
          AND pg_get_functiondef(tgfoid) ~ 'search_vector|value_dictionary|sign_pairs'
    LOOP EXECUTE format('DROP TRIGGER %I ON %s', each.tgname, each.table); END LOOP;
END $$
"""
DROP_INDEXES = """
DO $$ DECLARE each record; BEGIN
    FOR each IN SELECT i.indexrelid::regclass AS name FROM pg_index i
        JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
        WHERE i.indrelid::regclass::text LIKE 'customers\\_%' AND NOT i.indisunique
          AND pg_get_indexdef(i.indexrelid) ~ '{like}'
    LOOP EXECUTE format('DROP INDEX %s', each.name); END LOOP;
END $$
"""
SEARCH = DROP_INDEXES.format(like=r"search_vector")
TRIGRAMS = DROP_INDEXES.format(like=r"gin_trgm_ops")
ORDERINGS = DROP_INDEXES.format(like=r"USING btree")


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    without: tuple[str, ...] = ()
    """Statements that remove the part."""
    invalidates: bool = True


PARTS = (
    Part("everything"),
    Part("no search vector", (DROP_TRIGGERS, SEARCH)),
    Part("no trigrams", (TRIGRAMS,)),
    Part("no ordering indexes", (ORDERINGS,)),
    Part("no invalidation", invalidates=False),
    Part("none of these", (DROP_TRIGGERS, SEARCH, TRIGRAMS, ORDERINGS), invalidates=False),
)


@contextmanager
def services_without(service: RunningContender, *, first_port: int) -> Iterator[dict[str, RunningContender]]:
    """By part, the service without it: on a copy of the database and a port of its own, and not started yet. The copies
    are dropped at the end of the block."""
    made: list[str] = []
    if service.datastores.admin_url is None or not service.datastores.ours:
        raise BenchError(
            "`bench floors --writes` copies the database and drops the copies, on a server of its own alone. "
            "Unset DATABASE_URL."
        )
    try:
        without: dict[str, RunningContender] = {}
        for number, part in enumerate(PARTS):
            copy = _copied(service, f"crm_without_{number}", made=made)
            _take_away(copy, part)
            definition = _definition(service, part, port=first_port + number)
            without[part.name] = replace(copy, definition=definition, service_pid=None)
        yield without
    finally:
        with psycopg.connect(with_database(service.datastores.admin_url, "postgres"), autocommit=True) as admin:
            for name in made:
                drop_database(admin, name)


def _copied(service: RunningContender, database: str, *, made: list[str]) -> RunningContender:
    """The service with a copy of its database; `made` gets the copy's name."""
    datastores = service.datastores
    assert datastores.admin_url is not None
    template = urlsplit(datastores.admin_url).path.strip("/")
    owner = urlsplit(datastores.variables["DATABASE_URL"]).username or ""
    with psycopg.connect(with_database(datastores.admin_url, "postgres"), autocommit=True) as admin:
        drop_database(admin, database)
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(*map(sql.Identifier, (database, template, owner)))
        )
    made.append(database)
    url = with_database(datastores.variables["DATABASE_URL"], database)
    copied = replace(
        datastores,
        admin_url=with_database(datastores.admin_url, database),
        variables={**datastores.variables, "DATABASE_URL": url},
    )
    return replace(service, datastores=copied, folder=service.folder / database)


def _take_away(service: RunningContender, part: Part) -> None:
    assert service.datastores.admin_url is not None
    with psycopg.connect(service.datastores.admin_url, autocommit=True) as connection:
        for statement in part.without:
            connection.execute(statement.encode())
        connection.execute("VACUUM ANALYZE")


def _definition(service: RunningContender, part: Part, *, port: int) -> Contender:
    definition = replace(service.definition, port=port)
    if part.invalidates:
        return definition
    return replace(definition, start=f"{definition.start} --factory floors.without_invalidation:application")
