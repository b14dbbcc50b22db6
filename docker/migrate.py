"""Migrate a service's database, then exit with 0, or with 2 and a sentence that gives the remedy.

This runs once, in its own container, before the service starts. Docker restarts the container of the service whenever
it ends: there, a wrong password would cause restarts without end.
"""

import os
import sys
import time
from pathlib import Path
from typing import NoReturn

import django
import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

# Wait for a database that is starting as long as its health check does: 60 s (`start_period` in docker-compose.yml).
DATABASE_WAIT_S = 60
# PostgreSQL refuses a login with these words, and waiting does not help. libpq gives no SQLSTATE for a refused login.
REFUSALS = ("password authentication failed", "does not exist", "no pg_hba.conf entry")


def main() -> None:
    try:
        django.setup()
    except ImproperlyConfigured as error:
        end(str(error))
    give_up_at = time.monotonic() + DATABASE_WAIT_S
    wait_for_login(connection.get_connection_params(), variable="CRM_PASSWORD", give_up_at=give_up_at)
    # The tests and `bench run --target compose` log in as superuser; the service never does, and Kubernetes
    # has no such login.
    if file := os.environ.get("SUPERUSER_URL_FILE"):
        superuser = {"conninfo": Path(file).read_text(encoding="utf-8")}
        wait_for_login(superuser, variable="POSTGRES_PASSWORD", give_up_at=give_up_at)
    call_command("migrate", interactive=False, verbosity=1)
    connection.close_pool()


def wait_for_login(parameters: dict[str, object], *, variable: str, give_up_at: float) -> None:
    """Log in once, or end. Only `up` waits for the database; `docker compose restart` starts all containers at once."""
    while True:
        try:
            psycopg.connect(**{"connect_timeout": 2} | parameters).close()
        except psycopg.OperationalError as error:
            reason = " ".join(str(error).split())
            if any(refusal in reason for refusal in REFUSALS):
                end(
                    f"The database does not accept {variable} ({reason}). The first start either stored another "
                    f"{variable} or was interrupted. If .env had another {variable} then, put that one back. If .env "
                    f"had none, remove {variable} from .env. If you no longer have it, start with new data: "
                    "docker compose down --volumes --remove-orphans"
                )
            if time.monotonic() > give_up_at:
                end(f"The database did not answer for {DATABASE_WAIT_S} s: {reason}")
            time.sleep(0.5)
        else:
            return


def end(sentence: str) -> NoReturn:
    sys.stderr.write(f"{sentence}\n")
    sys.exit(2)


if __name__ == "__main__":
    main()
