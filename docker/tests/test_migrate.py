"""migrate.py against a real PostgreSQL that refuses a login: it exits at once, with a sentence."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.servers

SCRIPT = Path(__file__).parents[1] / "migrate.py"


def run(folder: Path, *, url: str, superuser_url: str) -> subprocess.CompletedProcess[str]:
    (folder / "url").write_text(superuser_url)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "crm_naive.settings",
        "DATABASE_URL": url,
        "SUPERUSER_URL_FILE": str(folder / "url"),
    }
    return subprocess.run(
        [sys.executable, SCRIPT], env=environment, capture_output=True, text=True, check=False, timeout=50
    )


def with_login(url: str, login: str) -> str:
    server = urlsplit(url).netloc.rpartition("@")[2]
    return urlsplit(url)._replace(netloc=f"{login}@{server}").geturl()


@pytest.fixture
def good() -> str:
    return os.environ["DATABASE_URL"]


def test_another_password_of_the_service_ends_the_start_with_the_remedy(tmp_path: Path, good: str) -> None:
    done = run(tmp_path, url=with_login(good, "no_such_role:wrong"), superuser_url=good)

    assert done.returncode == 2
    assert done.stderr.startswith("The database does not accept CRM_PASSWORD (")
    assert done.stderr.endswith("docker compose down --volumes --remove-orphans\n")
    assert done.stderr.count("\n") == 1


def test_another_password_of_the_superuser_ends_the_start_before_anything_is_migrated(
    tmp_path: Path, good: str
) -> None:
    done = run(tmp_path, url=good, superuser_url=with_login(good, "no_such_role:wrong"))

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("The database does not accept POSTGRES_PASSWORD (")


def test_a_volume_without_the_service_s_database_ends_the_start_too(tmp_path: Path, good: str) -> None:
    nowhere = urlsplit(good)._replace(path="/no_such_database").geturl()

    assert run(tmp_path, url=nowhere, superuser_url=good).returncode == 2
