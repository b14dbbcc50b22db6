"""The services of the tests: Django projects of this folder, each with its own database."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from crm_seeding.fingerprint import Fingerprint, take_fingerprint
from crm_seeding.load import load
from crm_seeding.request import Request
from crm_seeding.tables import Tables
from crm_seeding.vocabulary import Vocabulary

# Seconds that a test waits for anything. Only a test that fails waits so long.
ENOUGH_S = 30

# Everything about the tables except their rows.
CATALOGUE = """
SELECT 'index', indexrelid::regclass::text, pg_get_indexdef(indexrelid),
       concat_ws(' ', indisunique, indisprimary, indisvalid, indimmediate, obj_description(indexrelid, 'pg_class'))
FROM pg_index WHERE indrelid::regclass::text LIKE 'customers_%'
UNION ALL
SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid),
       concat_ws(' ', conindid::regclass, condeferrable, condeferred, convalidated,
                 obj_description(oid, 'pg_constraint'))
FROM pg_constraint WHERE conrelid::regclass::text LIKE 'customers_%'
UNION ALL
SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid), tgenabled::text
FROM pg_trigger WHERE tgrelid::regclass::text LIKE 'customers_%' AND NOT tgisinternal
UNION ALL
SELECT 'column', attrelid::regclass || '.' || attname, atttypid::regtype::text, concat_ws(' ', attnotnull, attidentity)
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE attrelid::regclass::text LIKE 'customers_%' AND attnum > 0 AND relkind = 'r'
ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Service:
    """A Django project of this folder, and its database."""

    settings: str
    # It holds the password, so it is not shown.
    url: str = field(repr=False)
    tables: Tables
    vocabulary: Vocabulary = field(repr=False)

    def query(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), parameters or None)
            return cursor.fetchall() if cursor.description else []

    def value(self, statement: str, *parameters: object) -> Any:
        [[value]] = self.query(statement, *parameters)
        return value

    def load(
        self, customers: int, *, workers: int = 1, seed: int = 1, replace: bool = True, **options: float
    ) -> Fingerprint:
        request = Request(self.url, self.tables, customers, seed, workers, replace, **options)  # type: ignore[arg-type]
        load(request, Silence(), vocabulary=lambda: self.vocabulary)
        return self.fingerprint()

    def fingerprint(self) -> Fingerprint:
        with psycopg.connect(self.url, autocommit=True) as connection:
            return take_fingerprint(connection, self.tables)

    def environment(self) -> dict[str, str]:
        return environment(self.settings, self.url)

    def command(self, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `manage.py generate_fake_data` as a user does."""
        return subprocess.run(
            [*DJANGO, "generate_fake_data", *options],
            env=self.environment() | variables,
            capture_output=True,
            text=True,
            timeout=ENOUGH_S,
            check=False,
        )

    @contextmanager
    def command_that_runs(self, *options: str) -> Iterator[subprocess.Popen[str]]:
        """Start the command in its own process group, like a terminal's foreground job."""
        with subprocess.Popen(
            [*DJANGO, "generate_fake_data", *options],
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                yield process
            finally:
                process.kill()


DJANGO = (sys.executable, "-W", "error", "-m", "django")


def environment(settings: str, url: str) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": settings,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(Path(__file__).parent), os.environ.get("PYTHONPATH")])),
    }


class Silence:
    """A Progress that shows nothing."""

    @contextmanager
    def phase(self, description: str, total: int) -> Iterator[Any]:
        yield lambda _: None

    def say(self, line: str) -> None:
        pass
