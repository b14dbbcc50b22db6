"""Every part of DATABASE_URL is used, or the process ends with one sentence."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from certificates import Certificate
from crm_naive.database_url import database_from_url
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from proxy import Proxy


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://u:p%40%2F%25@h:5433/d",
            {"USER": "u", "PASSWORD": "p@/%", "HOST": "h", "PORT": "5433", "NAME": "d"},
        ),
        ("postgres://h/d", {"HOST": "h", "USER": "", "PORT": "", "OPTIONS": {}}),
        ("postgresql:///d", {"HOST": "", "NAME": "d"}),
        ("postgresql://u@/d?host=/var/run/postgresql", {"HOST": "/var/run/postgresql", "USER": "u"}),
        ("postgresql://%2Fvar%2Frun/d", {"HOST": "/var/run"}),
        ("postgresql://[::1]:5433/d", {"HOST": "::1", "PORT": "5433"}),
        (
            "postgresql://a:1,b:2/d?target_session_attrs=read-write",
            {"HOST": "a,b", "PORT": "1,2", "OPTIONS": {"target_session_attrs": "read-write"}},
        ),
        (
            "postgresql://h/d?sslmode=verify-full&sslrootcert=/ca.pem&options=-c%20a%3Db&application_name=x%20y",
            {
                "OPTIONS": {
                    "sslmode": "verify-full",
                    "sslrootcert": "/ca.pem",
                    "options": "-c a=b",
                    "application_name": "x y",
                }
            },
        ),
        (
            "postgresql://h/d?connect_timeout=7&keepalives_idle=30&passfile=/p&tcp_user_timeout=900",
            {
                "OPTIONS": {
                    "connect_timeout": "7",
                    "keepalives_idle": "30",
                    "passfile": "/p",
                    "tcp_user_timeout": "900",
                }
            },
        ),
    ],
)
def test_every_part_of_the_url_is_kept(url: str, expected: dict[str, Any]) -> None:
    assert expected.items() <= database_from_url(url).items()


def test_a_service_of_libpqs_own_file_needs_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "services").write_text("[crm]\nhost=/somewhere\ndbname=d\n")
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
    assert database_from_url("postgresql://?service=crm")["OPTIONS"] == {"service": "crm"}


SECRET = "s3cr3t"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "must begin with postgresql://"),
        ("mysql://u:s3cr3t@h/d", "must begin with postgresql://"),
        ("sqlite:///file", "must begin with postgresql://"),
        ("host=h dbname=d", "must begin with postgresql://"),
        ("postgresql://u:s3cr3t@h/", "must name a database"),
        ("postgresql://u:s3cr3t@h/d?foo=1", 'parameter: "foo"'),
        ("postgresql://u:s3cr3t@h/d?sslmode", "separator"),
        ("postgresql://u:s3cr3t@h/d?sslmode=bogus", 'sslmode value: "bogus"'),
        ("postgresql://u:s3cr3t@h/d?target_session_attrs=x", "target_session_attrs"),
        ("postgresql://u:s3cr3t@h/d?connect_timeout=abc", "connect_timeout as a whole number"),
        ("postgresql://u:s3cr3t@h/d?keepalives=abc", "keepalives as a whole number"),
        ("postgresql://u:s3cr3t@h:70000/d", "port"),
        ("postgresql://u:s3cr3t@h/d?service=none", "service"),
        ("postgresql://u:s3cr3t@h/d?sslmode=require&sslmode=disable", "each parameter once"),
        ("postgresql://u:s3cr3t@h/d?client_encoding=latin1", "client_encoding"),
        ("postgresql://u:s3cr3t/x@h/d", "port"),
        ("postgresql://u:s3cr3t%zz@h/d", "percent"),
        ("postgresql://u:s3cr3t@[::1/d", "IPv6"),
        ("postgresql://u:a s3cr3t@h/d", "space"),
    ],
)
def test_a_url_that_cannot_be_used_is_one_sentence_without_the_password(url: str, says: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL .*\.$") as refused:
        database_from_url(url)
    assert says in str(refused.value)
    assert SECRET not in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.servers
@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["manage.py", "check"], 2),
        (["-m", "gunicorn", "--config", "python:crm_naive.gunicorn_conf", "--bind", "127.0.0.1:0"], 1),
    ],
)
def test_the_process_ends_with_the_sentence_and_no_traceback(command: list[str], code: int) -> None:
    ended = subprocess.run(
        [sys.executable, *command],
        cwd=Path(__file__).parents[1],
        env=os.environ | {"DATABASE_URL": "mysql://u:s3cr3t@h/d"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == code
    assert ended.stderr.count("DATABASE_URL must begin with postgresql://") == 1
    assert "Traceback" not in ended.stderr
    assert SECRET not in ended.stderr


CONNECTED = """
from django.conf import settings
from django.db import connection
connection.ensure_connection()
known = connection.connection
print(known.pgconn.ssl_in_use, *(known.execute(f"SHOW {name}").fetchone() for name in ("application_name", "work_mem")))
"""


def connected(port: int, query: str) -> subprocess.CompletedProcess[str]:
    """Open Django's connection in another process, to the database at `port`."""
    database = connection.settings_dict
    user = f"{database['USER']}:{database['PASSWORD']}"
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://{user}@127.0.0.1:{port}/{database['NAME']}?{query}",
        "DJANGO_SETTINGS_MODULE": "crm_naive.settings",
    }
    command = [sys.executable, "-c", f"import django; django.setup()\n{CONNECTED}"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_the_session_has_the_options_of_the_url(db: None) -> None:
    said = connected(
        int(connection.settings_dict["PORT"]), "application_name=a%20b&options=-c%20work_mem%3D3MB&sslmode=disable"
    )
    assert said.stdout.strip() == "False ('a b',) ('3MB',)", said.stderr


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    return Certificate(tmp_path / "server").made()


def test_tls_is_used_and_verified_when_the_url_demands_it(db: None, tmp_path: Path, certificate: Certificate) -> None:
    database = connection.settings_dict
    another = Certificate(tmp_path / "another").made()
    with Proxy(database["HOST"], int(database["PORT"]), tls=certificate.server(), postgres=True) as proxy:
        well = connected(proxy.port, f"sslmode=verify-full&sslrootcert={certificate.file}")
        assert well.stdout.startswith("True "), well.stderr
        refused = connected(proxy.port, f"sslmode=verify-full&sslrootcert={another.file}")
        assert refused.stdout == ""
        assert "certificate verify failed" in refused.stderr


def test_a_server_without_tls_is_not_connected_to_when_the_url_demands_it(db: None) -> None:
    database = connection.settings_dict
    with psycopg.connect(
        host=database["HOST"], port=database["PORT"], dbname=database["NAME"], user=database["USER"],
        password=database["PASSWORD"],
    ) as direct:  # fmt: skip
        if direct.pgconn.ssl_in_use:
            pytest.skip("the database of the tests has TLS")
    refused = connected(int(database["PORT"]), "sslmode=require")
    assert refused.stdout == ""
    assert "server does not support SSL, but SSL was required" in refused.stderr
