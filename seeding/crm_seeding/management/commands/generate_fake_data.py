"""`manage.py generate_fake_data`: options, sentences and exit codes."""

import json
import os
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from crm_seeding.errors import SeedingError, explain
from crm_seeding.fingerprint import take_fingerprint
from crm_seeding.load import load
from crm_seeding.progress import progress_on
from crm_seeding.request import Request
from crm_seeding.service import find_database, find_tables
from crm_seeding.session import open_session, require_finished, require_tables

# The largest number of customers: their codes have 40 bits.
GREATEST_NUMBER = 2**40 - 1


class Command(BaseCommand):
    help = "Fill the customers' tables with any number of realistic customers, the same on every machine."
    # System checks would import the service's URLs, which seeding does not need.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        # Numbers arrive as text: for a wrong number, argparse would print its usage instead of a sentence.
        parser.add_argument("--customers", metavar="N", help="how many, such as 3_000_000")
        parser.add_argument("--workers", metavar="N", default=_workers(), help="processes; default: cores, at most 4")
        parser.add_argument("--seed", metavar="N", default="1", help="another seed makes other customers; default: 1")
        parser.add_argument("--replace", action="store_true", help="replace all customers that are there")
        parser.add_argument("--check", action="store_true", help="load nothing, print the fingerprint of the rows")
        parser.add_argument("--json", action="store_true", help="print the result for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["check"]:
                self._check(as_json=options["json"])
            else:
                self._load(options)
        except SeedingError as error:
            raise CommandError(str(error), returncode=error.exit_code) from error
        except KeyboardInterrupt as error:
            raise CommandError("Stopped.", returncode=130) from error

    def _load(self, options: dict[str, Any]) -> None:
        request = Request(
            conninfo=find_database(),
            tables=find_tables(),
            customers=number_of_customers(options["customers"]),
            seed=whole_number("--seed", options["seed"], least=0, example="2"),
            workers=whole_number("--workers", options["workers"], least=1, example="4"),
            replace=options["replace"],
        )
        try:
            timings = load(request, progress_on(self.stderr if options["json"] else self.stdout))
        finally:
            # A load that was abandoned or refused may have emptied the tables, too.
            _after_load()
        rate = round(request.customers / timings.total_s)
        if options["json"]:
            self.stdout.write(json.dumps({"customers": request.customers, "customers_per_s": rate} | asdict(timings)))
            return
        self.stdout.write(
            f"{request.customers:_} customers in {timings.total_s:.1f} s, {rate:_} a second: "
            f"load {timings.load_s:.1f} s, indexes {timings.indexes_s:.1f} s, vacuum {timings.vacuum_s:.1f} s."
        )

    def _check(self, *, as_json: bool) -> None:
        tables = find_tables()
        try:
            with open_session(find_database()) as connection:
                require_tables(connection, tables)
                require_finished(connection)
                fingerprint = take_fingerprint(connection, tables)
        except psycopg.Error as error:
            raise SeedingError(explain(error)) from error
        if as_json:
            self.stdout.write(json.dumps(asdict(fingerprint) | {"fingerprint": fingerprint.combined()}))
            return
        for name, table in asdict(fingerprint).items():
            self.stdout.write(f"{name:<13} {table['rows']:>13_} rows  {table['checksum']}")
        self.stdout.write(f"{'fingerprint':<32} {fingerprint.combined()}")


def _workers() -> str:
    """Return the default number of workers: at most 4, because each worker takes 65 MB."""
    return str(min(os.cpu_count() or 1, 4))


def _after_load() -> None:
    """Run the commands that the service names to drop what it has cached: a load sends no signal for its rows."""
    for command in getattr(settings, "SEEDING_AFTER_LOAD", ()):
        call_command(command)


def number_of_customers(text: str | None) -> int:
    if text is None:
        raise SeedingError("Say how many customers you want, such as --customers 20_000.")
    customers = whole_number("--customers", text, least=1, example="20_000")
    if customers > GREATEST_NUMBER:
        raise SeedingError(f"--customers must not exceed {GREATEST_NUMBER:_}.")
    return customers


def whole_number(option: str, text: str | int, *, least: int, example: str) -> int:
    """Read the value of an option: a text from the command line, or a number from call_command."""
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if number < least:
        raise SeedingError(
            f"{option} must be a whole number from {least} up, such as {option} {example}: not {text!r}."
        )
    return number
