"""Services that are not of this repository, as users write them, each on a database of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psycopg
from bench.processes import wait_until
from bench.targets.server import free_port
from bench.targets.users_postgres import drop_database, with_database
from psycopg import sql

PROJECTS = Path(__file__).parent / "diagnose" / "projects"

# 20 000 rows: an OFFSET passes thousands, a COUNT reads more than 32 blocks.
ROWS = {
    "orders": """
        INSERT INTO orders_order (buyer, placed, paid)
        SELECT 'Buyer ' || md5(n::text), '2024-01-01Z'::timestamptz + n * interval '1 minute', n % 2 = 0
        FROM generate_series(1, 20000) n;
        INSERT INTO orders_line (order_id, article, pieces)
        SELECT id, 'Article ' || id % 50, 1 + id % 3 FROM orders_order, generate_series(1, 2);
    """,
    "books": """
        INSERT INTO books_author (name) SELECT 'Author ' || n FROM generate_series(1, 500) n;
        INSERT INTO books_book (author_id, title, year)
        SELECT 1 + n % 500, 'Title ' || md5(n::text), 1950 + n % 70 FROM generate_series(1, 20000) n;
    """,
    "events": """
        INSERT INTO events_venue (name, visits) SELECT 'Venue ' || n, 0 FROM generate_series(1, 200) n;
        INSERT INTO events_event (venue_id, title, starts)
        SELECT 1 + n % 200, 'Secretname' || n, '2024-01-01Z'::timestamptz + n * interval '1 minute'
        FROM generate_series(1, 20000) n;
    """,
}


@contextmanager
def database_of(project: str, *, admin_url: str, url: str) -> Iterator[str]:
    """A filled database with the project's tables, owned by the role of `url`; its URL."""
    role = psycopg.conninfo.conninfo_to_dict(url)["user"]
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*map(sql.Identifier, (project, str(role)))))
        with psycopg.connect(with_database(admin_url, project), autocommit=True) as inside:
            inside.execute("CREATE EXTENSION pg_stat_statements")
        database_url = with_database(url, project)
        command = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0"]
        subprocess.run(command, cwd=PROJECTS, env=environment(project, database_url), check=True)
        with psycopg.connect(database_url, autocommit=True) as rows:
            rows.execute(ROWS[project].encode())
            rows.execute("VACUUM ANALYZE")
        yield database_url
        drop_database(admin, project)


@contextmanager
def serving(project: str, database_url: str) -> Iterator[str]:
    """Under gunicorn with one worker; the service's URL."""
    port = free_port()
    options = ["--bind", f"127.0.0.1:{port}", "--workers", "1", "--log-level", "critical", "--no-control-socket"]
    command = [sys.executable, "-m", "gunicorn", *options, "django.core.wsgi:get_wsgi_application()"]
    process = subprocess.Popen(command, cwd=PROJECTS, env=environment(project, database_url))
    try:
        assert wait_until(lambda: _answers(port), timeout_s=30), f"{project} does not answer"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def environment(project: str, database_url: str) -> Mapping[str, str]:
    kept = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PYTHONPATH": str(PROJECTS)}
    return kept | {"DJANGO_SETTINGS_MODULE": f"{project}.settings", "DATABASE_URL": database_url}


def _answers(port: int) -> bool:
    with suppress(OSError, HTTPException), closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request("GET", "/not-there/")
        return connection.getresponse().status == 404
    return False
