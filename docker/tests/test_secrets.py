"""secrets.sh as its container runs it, but with the folders and the user of the test."""

import hashlib
import os
import re
import stat
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

SCRIPT = Path(__file__).parents[1] / "secrets.sh"
NAMES = [
    "POSTGRES_PASSWORD",
    "CRM_PASSWORD",
    "CRM_READS_PASSWORD",
    "REDIS_PASSWORD",
    "CRM_REDIS_PASSWORD",
    "DJANGO_SECRET_KEY",
]
READERS = [
    f"{stack}{part}" for stack in ("naive", "optimized", "tuned") for part in ("", "-database", "-superuser")
] + ["optimized-redis", "tuned-redis"]  # fmt: skip
ODD = "p@ss: /w%72rd#?&+'\"$HOME`id`*ö\\"


@pytest.fixture
def volumes(tmp_path: Path) -> Path:
    for name in ("made", *READERS):
        (tmp_path / name).mkdir()
    return tmp_path


def run(volumes: Path, *, path: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    me = str(os.getuid())
    users = {"SERVICE_USER": me, "SERVER_USER": me, "ROOT_USER": me}
    whole = users | {"SECRETS": str(volumes), "PATH": f"{path}{os.environ['PATH']}"} | environment
    # In a new session, because a fake command kills the whole process group.
    return subprocess.run(
        ["sh", SCRIPT], env=whole, capture_output=True, text=True, check=False, start_new_session=True
    )


def make(volumes: Path, **environment: str) -> dict[str, str]:
    """All files after a run without an error: name to content."""
    done = run(volumes, **environment)
    assert (done.returncode, done.stderr) == (0, "")
    return contents(volumes)


def contents(volumes: Path) -> dict[str, str]:
    files = (file for file in volumes.rglob("*") if file.is_file() and file.name != ".new")
    return {str(file.relative_to(volumes)): file.read_text() for file in files}


def fake(folder: Path, command: str, body: str) -> str:
    """Write a command that replaces the real one; return a prefix of PATH."""
    folder.mkdir(exist_ok=True)
    (folder / command).write_text(f"#!/bin/sh\n{body}\n")
    (folder / command).chmod(0o755)
    return f"{folder}:"


def test_the_first_start_makes_a_different_random_secret_for_each_name(volumes: Path) -> None:
    files = make(volumes)

    made = [files[f"made/{name}"] for name in NAMES]
    assert all(re.fullmatch("[0-9a-f]{64}", secret) for secret in made)
    assert len(set(made)) == len(NAMES)


def test_a_later_start_changes_no_secret(volumes: Path) -> None:
    assert make(volumes) == make(volumes)


def test_a_later_start_makes_only_missing_secrets(volumes: Path) -> None:
    before = make(volumes)
    (volumes / "made" / "REDIS_PASSWORD").unlink()
    after = make(volumes)

    assert {name for name in before if name.startswith("made/") and before[name] != after[name]} == {
        "made/REDIS_PASSWORD"
    }


def test_a_start_makes_an_empty_secret_again(volumes: Path) -> None:
    (volumes / "made" / "CRM_PASSWORD").touch()

    assert len(make(volumes)["made/CRM_PASSWORD"]) == 64


def test_only_its_owner_can_read_a_file_and_no_user_can_write_it(volumes: Path) -> None:
    make(volumes)

    modes = {stat.S_IMODE(file.stat().st_mode) for file in volumes.rglob("*") if file.is_file()}
    assert modes == {0o400}


def test_every_reader_gets_the_secrets_that_it_reads_and_no_others(volumes: Path) -> None:
    files = make(volumes)

    assert {name for name in files if not name.startswith("made/")} == {
        "naive/django_secret_key", "naive/postgres_password",
        "naive-database/crm_password", "naive-database/postgres_password",
        "naive-superuser/database_url",
        "optimized/django_secret_key", "optimized/postgres_password", "optimized/postgres_read_password",
        "optimized/redis_url",
        "optimized-database/crm_password", "optimized-database/postgres_password",
        "optimized-redis/redis_password", "optimized-redis/users.acl",
        "optimized-superuser/database_url",
        "tuned/django_secret_key", "tuned/postgres_password", "tuned/redis_url",
        "tuned-database/crm_password", "tuned-database/postgres_password",
        "tuned-redis/redis_password", "tuned-redis/users.acl",
        "tuned-superuser/database_url",
    }  # fmt: skip
    # The service logs in as crm and never learns the superuser's password.
    assert files["naive/postgres_password"] == files["naive-database/crm_password"] == files["made/CRM_PASSWORD"]
    assert files["made/POSTGRES_PASSWORD"] not in files["naive/postgres_password"]


def test_the_callers_secret_replaces_the_generated_one_until_it_is_removed(volumes: Path) -> None:
    first = make(volumes)
    assert make(volumes, CRM_PASSWORD="mine")["naive/postgres_password"] == "mine"
    assert make(volumes) == first


def test_poolers_get_their_users_where_there_are_poolers(volumes: Path) -> None:
    for stack in ("naive", "optimized"):
        (volumes / f"{stack}-pooler").mkdir()
    files = make(volumes, CRM_PASSWORD='say "so"', CRM_READS_PASSWORD="mine")

    assert files["naive-pooler/userlist.txt"] == '"crm" "say ""so"""\n'
    assert files["optimized-pooler/userlist.txt"] == '"crm" "say ""so"""\n"crm_reads" "mine"\n'
    assert files["optimized/postgres_read_password"] == "mine"


def test_redis_knows_its_users_only_by_hashes(volumes: Path) -> None:
    acl = make(volumes, REDIS_PASSWORD="all", CRM_REDIS_PASSWORD=ODD)["optimized-redis/users.acl"]

    default, crm = acl.splitlines()
    assert default == f"user default on #{hashlib.sha256(b'all').hexdigest()} ~* &* +@all"
    assert crm.startswith(f"user crm on #{hashlib.sha256(ODD.encode()).hexdigest()} ")
    assert crm.endswith(" -@admin -@dangerous")


def test_a_password_of_any_characters_arrives_unchanged(volumes: Path) -> None:
    files = make(volumes, **dict.fromkeys(NAMES, ODD))

    urls = [text for name, text in files.items() if name.endswith("_url")]
    assert len(urls) == 5
    assert {unquote(urlsplit(url).password or "") for url in urls} == {ODD}
    assert {urlsplit(url).port for url in urls} == {5432, 6379}
    assert files["optimized/django_secret_key"] == files["optimized-database/crm_password"] == ODD


def test_after_a_kill_before_any_rename_no_file_is_half_written_and_the_next_start_completes_them(
    volumes: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = 0
    for survived in range(40):
        tools = tmp_path_factory.mktemp("tools")
        allowed = f'echo >>"{tools}/count"; [ $(wc -l <"{tools}/count") -le {survived} ]'
        path = fake(tools, "mv", f'{allowed} || kill -9 0; /bin/mv "$@"')
        if run(volumes, path=path).returncode == 0:
            whole = survived
            break
        assert all(contents(volumes).values())
        assert {len(text) for name, text in contents(volumes).items() if name.startswith("made/")} <= {64}
    assert whole > len(NAMES)  # the loop tried every place of a kill
    assert len(contents(volumes)) == len(NAMES) + 22


@pytest.mark.parametrize(
    ("command", "body"), [("od", "exit 1"), ("od", "true"), ("cat", "exit 1"), ("chown", "exit 1")]
)
def test_a_failing_step_ends_the_start_and_leaves_no_weak_secret(
    volumes: Path, tmp_path_factory: pytest.TempPathFactory, command: str, body: str
) -> None:
    done = run(volumes, path=fake(tmp_path_factory.mktemp("tools"), command, body))

    assert done.returncode != 0
    assert contents(volumes) == {}
