"""What a write pays for each of its companions: the same service on copies of its database that lack one of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from bench.contender.running import Entrant
from bench.errors import BenchError
from bench.targets.users_postgres import with_database

# By what the catalogue says of them, so that migrations may rename and add what they like.
DROP_TRIGGERS = """
DO $$ DECLARE each record; BEGIN
    FOR each IN SELECT tgname, tgrelid::regclass AS "table" FROM pg_trigger
        WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'customers\\_%'
          AND pg_get_functiondef(tgfoid) ~ 'search_vector|vocabulary'
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
    """Statements that take it away."""
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
def services_without(service: Entrant, first_port: int) -> Iterator[dict[str, Entrant]]:
    """By part, the service on a database of its own, not started; the databases are dropped at the end."""
    made: list[str] = []
    if service.backing.admin_url is None or not service.backing.ours:
        raise BenchError(
            "`bench floors --writes` copies the database and drops the copies, on a server of its own alone. "
            "Unset DATABASE_URL."
        )
    try:
        yield {
            part.name: _without(service, part, f"crm_without_{number}", first_port + number, made)
            for number, part in enumerate(PARTS)
        }
    finally:
        with psycopg.connect(with_database(service.backing.admin_url, "postgres"), autocommit=True) as admin:
            for name in made:
                admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _without(service: Entrant, part: Part, database: str, port: int, made: list[str]) -> Entrant:
    assert service.backing.admin_url is not None
    template = urlsplit(service.backing.admin_url).path.strip("/")
    owner = urlsplit(service.backing.variables["DATABASE_URL"]).username or ""
    with psycopg.connect(with_database(service.backing.admin_url, "postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(*map(sql.Identifier, (database, template, owner)))
        )
    made.append(database)
    with psycopg.connect(with_database(service.backing.admin_url, database), autocommit=True) as connection:
        for statement in part.without:
            connection.execute(statement.encode())
        connection.execute("VACUUM ANALYZE")
    backing = replace(
        service.backing,
        variables={
            **service.backing.variables,
            "DATABASE_URL": with_database(service.backing.variables["DATABASE_URL"], database),
        },
    )
    contender = replace(service.contender, port=port)
    if not part.invalidates:
        contender = replace(contender, start=f"{contender.start} --factory floors.without_invalidation:application")
    return replace(service, contender=contender, backing=backing, folder=service.folder / database, service_pid=None)
