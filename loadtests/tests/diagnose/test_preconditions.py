"""What is missing is a sentence with exit code 2, nothing changes, and no secret is printed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from bench.cli import main
from bench.diagnose.database import Database
from bench.diagnose.literals import Given
from bench.diagnose.plans import Planner
from bench.errors import BenchError
from bench.targets.users_postgres import with_database

pytestmark = pytest.mark.servers

type Serve = Callable[[str], tuple[str, str]]
type Fails = Callable[..., str]


@pytest.fixture
def fails(serve: Serve, capsys: pytest.CaptureFixture[str]) -> Fails:
    """The sentence with which a diagnosis of a path of the service ends."""

    def ask(path: str, *options: str, database: str | None = None) -> str:
        url, own = serve("events")
        capsys.readouterr()
        assert main(["diagnose", url + path, "--database", database or own, *options]) == 2
        output = capsys.readouterr()
        assert output.out == ""
        last = output.err.strip().splitlines()[-1]
        assert last.startswith("bench: ")
        return last

    return ask


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/members/", "answers 401: it wants to know who asks. Give it"),
        ("/nowhere/?key=hidden", "GET /nowhere/?key=… answers 404, not 200"),
        ("/events", "answers 301 and points to /events/"),
        ("/page/", "answers text/html, not JSON"),
        ("/object/", "without a list of objects"),
        ("/empty/", "a list without rows"),
        ("/constant/", "Either --database names another database"),
    ],
)
def test_a_service_that_cannot_be_diagnosed_is_told(path: str, words: str, fails: Fails) -> None:
    assert words in fails(path)


def test_a_get_that_changes_rows_stops_the_run_after_one_request(serve: Serve, fails: Fails) -> None:
    def visits() -> int:
        with psycopg.connect(serve("events")[1]) as connection:
            [(number,)] = connection.execute("SELECT visits FROM events_venue WHERE id = 1").fetchall()
            return int(number)

    before = visits()
    assert 'GET /counted/: UPDATE "events_venue" SET' in fails("/counted/")
    assert visits() == before + 1


def test_a_missing_database_server_extension_or_right_is_told(
    serve: Serve, fails: Fails, postgres_urls: tuple[str, str]
) -> None:
    admin, url = postgres_urls
    assert "The database refuses" in fails("/events/", database="postgresql://nobody:s3cret-word@127.0.0.1:1/none")
    assert "has no pg_stat_statements" in fails("/events/", database=with_database(url, "postgres"))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("CREATE ROLE stranger LOGIN PASSWORD 's3cret-word'")
    stranger = serve("events")[1].split("@")[1]
    said = fails("/events/", database=f"postgresql://stranger:s3cret-word@{stranger}")
    assert 'GRANT pg_read_all_stats, pg_read_all_data TO "stranger"' in said


def test_a_role_that_may_not_read_the_tables_is_told_when_a_statement_is_planned(
    serve: Serve, postgres_urls: tuple[str, str]
) -> None:
    with psycopg.connect(postgres_urls[0], autocommit=True) as connection:
        connection.execute("CREATE ROLE reader_of_statistics LOGIN PASSWORD 's3cret-word' IN ROLE pg_read_all_stats")
    place = serve("events")[1].split("@")[1]
    with (
        Database(f"postgresql://reader_of_statistics:s3cret-word@{place}") as database,
        pytest.raises(BenchError, match=r"permission denied for table events_venue.*pg_read_all_data"),
    ):
        Planner(database).plan("SELECT name FROM events_venue LIMIT $1", Given(limit=1), settings={})


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ftp://127.0.0.1/orders"], "must be the URL of a list"),
        (["http://127.0.0.1:1/orders"], "/orders does not answer"),
        (["http://127.0.0.1:1/orders", "--header", "Token"], "--header must be a name, a colon and a value"),
        (["http://127.0.0.1:1/orders", "--rate", "fast"], "--rate must be a whole number"),
        (["http://127.0.0.1:1/orders", "--html", __file__ + "/x.html"], "is no folder that this program may write to"),
    ],
)
def test_a_wrong_argument_is_told(
    arguments: list[str], words: str, serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diagnose", *arguments, "--database", serve("events")[1]]) == 2
    assert words in capsys.readouterr().err


def test_without_a_database_it_says_which_option_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diagnose", "http://127.0.0.1:1/orders"]) == 2
    assert "--database postgresql://…, or the variable DATABASE_URL" in capsys.readouterr().err


def test_no_secret_and_no_value_is_in_any_output(
    serve: Serve, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, database = serve("events")
    monkeypatch.setenv("DATABASE_URL", database)
    page = tmp_path / "report.html"
    asked = f"{url.replace('://', '://user:s3cret-password@')}/members/?key=s3cret-key"
    options = ["--header", "Authorization: Bearer s3cret-token", "--html", str(page), "--specification", "/none"]
    assert main(["diagnose", asked, *options]) == 1
    told = capsys.readouterr()
    assert main(["diagnose", asked, *options, "--json"]) == 1
    as_json = capsys.readouterr().out
    assert {each["kind"] for each in json.loads(as_json)["findings"]} == {"n_plus_one", "offset", "connection"}
    password = str(psycopg.conninfo.conninfo_to_dict(database)["password"])
    for output in (told.out, told.err, as_json, page.read_text(encoding="utf-8")):
        assert output
        for secret in ("s3cret", password, "Secretname"):
            assert secret not in output


def test_a_dry_run_asks_nothing(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["diagnose", "http://127.0.0.1:1/api/orders/?key=s3cret", "--database", "postgresql://127.0.0.1:1/none"]
    assert main([*arguments, "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "At most 300 requests, all GET" in told
    assert "/api/orders/?key=…, 5 times" in told
    assert "s3cret" not in told


def test_the_budget_of_requests_and_the_rate_are_kept(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    url, database = serve("events")
    began = time.monotonic()
    options = ["--requests", "10", "--rate", "20", "--json"]
    assert main(["diagnose", f"{url}/events/", "--database", database, *options]) in (0, 1)
    assert time.monotonic() - began > 9 / 20
    diagnosis = json.loads(capsys.readouterr().out)
    assert diagnosis["requests"] == 10
    assert "did not suffice" in " ".join(diagnosis["notes"])


def test_ctrl_c_ends_it_with_one_sentence(serve: Serve) -> None:
    url, database = serve("events")
    command = [sys.executable, "-m", "bench.start", "diagnose", f"{url}/events/", "--database", database, "--rate", "1"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env=os.environ, text=True)
    assert process.stderr
    assert "first page" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, rest = process.communicate(timeout=20)
    assert process.returncode == 130
    assert rest.strip().splitlines()[-1].startswith("bench: stopped")
    assert "Traceback" not in rest
