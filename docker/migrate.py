"""Migrates a service's database and ends: with 0, or with 2 and a sentence that says what to do.

This is a container of its own, which runs once before the service's. The service's container is restarted whenever it
ends; there, a wrong password would mean a restart for ever instead of an end.
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

DATABASE_WAIT_S = 60
# PostgreSQL's words to a login that no waiting helps: libpq passes on no SQLSTATE of a refused login.
REFUSALS = ("password authentication failed", "does not exist", "no pg_hba.conf entry")


def main() -> None:
    try:
        django.setup()
    except ImproperlyConfigured as error:
        end(str(error))
    give_up_at = time.monotonic() + DATABASE_WAIT_S
    wait_for_login(connection.get_connection_params(), variable="CRM_PASSWORD", give_up_at=give_up_at)
    # The service never logs in as superuser; the tests and `bench run --target compose` do.
    superuser = {"conninfo": Path(os.environ["SUPERUSER_URL_FILE"]).read_text(encoding="utf-8")}
    wait_for_login(superuser, variable="POSTGRES_PASSWORD", give_up_at=give_up_at)
    call_command("migrate", interactive=False, verbosity=1)
    connection.close_pool()


def wait_for_login(parameters: dict[str, object], *, variable: str, give_up_at: float) -> None:
    """`docker compose restart` starts everything at once; only `up` waits for what a container depends on."""
    while True:
        try:
            psycopg.connect(**{"connect_timeout": 2} | parameters).close()
        except psycopg.OperationalError as error:
            said = " ".join(str(error).split())
            if any(refusal in said for refusal in REFUSALS):
                end(
                    f"The database does not accept {variable} ({said}). Its volume was made with another one: put "
                    f"that one into .env, or take {variable} out of .env if it was not there at the first start. Or "
                    "the first start was cut off. Without the old secret only new data helps: docker compose down "
                    "--volumes --remove-orphans"
                )
            if time.monotonic() > give_up_at:
                end(f"The database has not answered for {DATABASE_WAIT_S} s: {said}")
            time.sleep(0.5)
        else:
            return


def end(sentence: str) -> NoReturn:
    sys.stderr.write(f"{sentence}\n")
    sys.exit(2)


if __name__ == "__main__":
    main()
