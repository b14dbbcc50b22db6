"""What a service's container runs: migrate its database, then become the server.

The lock makes containers that start together take turns; only the first finds something to migrate. The server takes
this process's place, so that it gets the container's signals itself.
"""

import os
import signal
import sys
from typing import NoReturn

import django
from django.core.management import call_command
from django.db import connection

MIGRATION_LOCK = 0x63726D  # any number, as long as it is the same in every container


def main(server: list[str]) -> NoReturn:
    # The kernel drops signals that a container's first process does not handle.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    migrate()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.execvp(server[0], server)  # noqa: S606  the image's own command


def migrate() -> None:
    django.setup()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            call_command("migrate", interactive=False, verbosity=1)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
    connection.close_pool()


if __name__ == "__main__":
    main(sys.argv[1:])
