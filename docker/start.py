"""What a service's container runs: migrate its database, then become the server.

The lock makes containers that start together take turns; only the first finds something to migrate. The server takes
this process's place, so that it gets the container's signals itself.
"""

import os
import signal
import sys
import time
from typing import NoReturn

import django
from django.core.management import call_command
from django.db import OperationalError, connection

MIGRATION_LOCK = 0x63726D  # any number, as long as it is the same in every container
DATABASE_WAIT_S = 60


def main(server: list[str]) -> NoReturn:
    # The kernel drops signals that a container's first process does not handle.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    migrate()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.execvp(server[0], server)  # noqa: S606  the image's own command


def migrate() -> None:
    django.setup()
    wait_for_database()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            call_command("migrate", interactive=False, verbosity=1)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
    connection.close_pool()


def wait_for_database() -> None:
    """`docker compose restart` starts everything at once; only `up` waits for what a service depends on."""
    give_up_at = time.monotonic() + DATABASE_WAIT_S
    while True:
        try:
            connection.ensure_connection()
        except OperationalError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.5)
        else:
            return


if __name__ == "__main__":
    main(sys.argv[1:])
