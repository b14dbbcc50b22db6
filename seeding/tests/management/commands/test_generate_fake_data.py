"""The command as a user runs it: its output, its sentences and its exit codes."""

import json
import os
import pty
import re
import subprocess

import pytest
from crm_seeding.errors import SeedingError
from crm_seeding.management.commands.generate_fake_data import number_of_customers, whole_number
from services import DJANGO, ENOUGH_S, Service


def refusal(service: Service, *options: str, **variables: str) -> str:
    """Return the only line that the command prints before it ends with exit code 2."""
    done = service.command(*options, **variables)
    assert done.returncode == 2, done
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    return line.removeprefix("CommandError: ")


def test_a_wrong_number_is_refused(plain: Service) -> None:
    assert refusal(plain, "--customers", "0") == (
        "--customers must be a whole number from 1 up, such as --customers 20_000: not '0'."
    )


@pytest.mark.parametrize("number", ["0", "-1", "many", "1.5", "", "1e3"])
def test_a_text_that_is_no_number_of_customers_is_refused(number: str) -> None:
    with pytest.raises(SeedingError, match=r"^--customers must be a whole number from 1 up, such as .*: not '.*'\.$"):
        number_of_customers(number)


def test_numbers_may_have_underscores() -> None:
    assert number_of_customers("3_000_000") == 3_000_000


def test_more_customers_than_there_are_codes_are_refused() -> None:
    with pytest.raises(SeedingError, match=r"^--customers must not exceed 1_099_511_627_775\.$"):
        number_of_customers("1_099_511_627_776")


def test_no_number_of_customers_is_refused(plain: Service) -> None:
    assert refusal(plain) == "Say how many customers you want, such as --customers 20_000."


@pytest.mark.parametrize(
    ("option", "number", "least"), [("--workers", "0", 1), ("--seed", "-1", 0), ("--seed", "x", 0)]
)
def test_other_wrong_numbers_are_refused(option: str, number: str, least: int) -> None:
    with pytest.raises(SeedingError, match=f"^{option} must be a whole number from {least} up"):
        whole_number(option, number, least=least, example="4")


def test_a_filled_table_is_refused(plain: Service) -> None:
    found = plain.load(7)
    assert refusal(plain, "--customers", "8") == (
        "There are customers in the tables: add --replace to replace them all, or --check to see their fingerprint."
    )
    assert plain.fingerprint() == found


@pytest.mark.parametrize("options", [("--customers", "1"), ("--check",)])
def test_no_server_is_a_sentence(options: tuple[str, ...], plain: Service) -> None:
    line = refusal(plain, *options, DATABASE_URL="postgresql://crm:secret@127.0.0.1:1/crm")
    assert re.fullmatch(r"There is no connection to PostgreSQL \(.*\): start it, or correct DATABASE_URL\.", line)
    assert "secret" not in line


def test_no_database_is_a_sentence(plain: Service) -> None:
    line = refusal(plain, "--customers", "1", DATABASE_URL=plain.url + " dbname=nowhere")
    assert 'database "nowhere" does not exist' in line
    assert line.endswith("start it, or correct DATABASE_URL.")


@pytest.mark.parametrize("options", [("--customers", "1"), ("--check",)])
def test_tables_that_were_never_migrated_are_a_sentence(options: tuple[str, ...], plain: Service) -> None:
    assert refusal(plain, *options, DATABASE_URL=plain.url + " dbname=postgres") == (
        "There is no table customers_customer in the database postgres: run manage.py migrate first."
    )


def test_another_database_than_postgresql_is_a_sentence(plain: Service) -> None:
    assert refusal(plain, "--customers", "1", DJANGO_SETTINGS_MODULE="sqlite_settings").startswith(
        "generate_fake_data loads with PostgreSQL's COPY, but DATABASES names sqlite"
    )


def test_a_load_says_how_far_it_is_and_how_fast_it_was(plain: Service) -> None:
    done = plain.command("--customers", "5_001", "--workers", "2", "--replace")
    assert done.returncode == 0, done
    assert done.stderr == ""
    first, *_, last = done.stdout.splitlines()
    assert re.fullmatch(r"Loading customers: 5_001 of 5_001 after \d+\.\d s", first)
    seconds = r"\d+\.\d s"
    assert re.fullmatch(
        rf"5_001 customers in {seconds}, [\d_]+ a second: load {seconds}, indexes {seconds}, vacuum {seconds}\.", last
    )


def test_a_terminal_shows_bars(plain: Service) -> None:
    master, slave = pty.openpty()
    with subprocess.Popen(
        [*DJANGO, "generate_fake_data", "--customers", "7", "--replace"],
        env=plain.environment() | {"TERM": "xterm", "COLUMNS": "100"},
        stdout=slave,
        stderr=slave,
    ) as process:
        os.close(slave)
        shown = _all_of(master)
        assert process.wait(ENOUGH_S) == 0, shown
    assert re.search(r"Loading customers.*━━━.*7/7", shown)
    assert "7 customers in" in shown


def test_a_load_reports_to_programs(plain: Service) -> None:
    done = plain.command("--customers", "7", "--replace", "--json")
    assert json.loads(done.stdout).keys() == {
        "customers",
        "customers_per_s",
        "load_s",
        "indexes_s",
        "vacuum_s",
        "total_s",
    }
    assert "Loading customers: 7 of 7" in done.stderr


def test_check_prints_the_fingerprint(plain: Service) -> None:
    found = plain.load(7)
    lines = plain.command("--check").stdout.splitlines()
    assert [line.split() for line in lines] == [
        ["customers", "7", "rows", found.customers.checksum],
        ["addresses", str(found.addresses.rows), "rows", found.addresses.checksum],
        ["relationships", "7", "rows", found.relationships.checksum],
        ["fingerprint", found.combined()],
    ]


def test_check_reports_to_programs(plain: Service) -> None:
    found = plain.load(7)
    document = json.loads(plain.command("--check", "--json").stdout)
    assert document["customers"] == {"rows": 7, "checksum": found.customers.checksum}
    assert document["fingerprint"] == found.combined()
    assert document.keys() == {"customers", "addresses", "relationships", "fingerprint"}


def test_commands_named_in_the_settings_run_after_a_load(searchable: Service) -> None:
    done = searchable.command("--customers", "7", "--replace", SEEDING_AFTER_LOAD="drop_cached_pages")
    assert "cached pages dropped" in done.stdout.splitlines()


def test_commands_named_in_the_settings_run_after_a_load_that_was_refused(searchable: Service) -> None:
    """It may have emptied the tables, as it does after an earlier load that was killed."""
    searchable.load(7)
    done = searchable.command("--customers", "7", SEEDING_AFTER_LOAD="drop_cached_pages")
    assert (done.returncode, done.stdout.splitlines()) == (2, ["cached pages dropped"])


def test_commands_named_in_the_settings_do_not_run_when_no_load_began(searchable: Service) -> None:
    done = searchable.command("--customers", "0", SEEDING_AFTER_LOAD="drop_cached_pages")
    assert done.stdout == ""


def _all_of(terminal: int) -> str:
    shown = b""
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            # Linux raises it when the other end is closed.
            part = b""
        if not part:
            return shown.decode()
        shown += part
