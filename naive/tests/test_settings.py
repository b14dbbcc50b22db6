"""Settings that show only in a process of its own: each test starts one with another environment."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from factories import LIST, a_body, a_customer
from gunicorn_server import ask, gunicorn

pytestmark = pytest.mark.servers


def test_under_a_root_path_links_and_assets_begin_with_it(transactional_db: None) -> None:
    for number in range(2):
        a_customer(f"C-{number}")
    with gunicorn(database_port=connection.settings_dict["PORT"], ROOT_PATH="/crm") as port:
        root = f"http://127.0.0.1:{port}/crm"
        created = ask(port, "POST", LIST, json.dumps(a_body(customer_id="C-x")).encode())
        assert created.headers["Location"].startswith(f"{root}{LIST}/")
        assert json.loads(ask(port, "GET", f"{LIST}?page_size=1").body)["next"].startswith(f"{root}{LIST}?")
        assets = re.findall(r'(?:href|src)="(/[^"]*)"', ask(port, "GET", "/api/swagger").body.decode())
        assert assets
        for asset in assets:
            assert asset.startswith("/crm/static/")
            assert ask(port, "GET", asset.removeprefix("/crm")).status == 200


def django_says(*arguments: str, **environment: str) -> str:
    command = [sys.executable, "-m", "django", *arguments, "--settings", "crm_naive.settings"]
    inherited = {name: value for name, value in os.environ.items() if name not in {"DEBUG", "DJANGO_SECRET_KEY"}}
    run = subprocess.run(command, env=inherited | environment, capture_output=True, text=True, check=False)
    return run.stdout + run.stderr


def test_the_deployment_check_finds_only_the_silenced_questions() -> None:
    said = django_says("check", "--deploy", DJANGO_SECRET_KEY="x1!" + "abcdefghijklmnopqrstuvwxyz" * 2)

    assert "identified no issues (3 silenced)" in said


def test_the_documentation_can_be_disabled() -> None:
    ask = (
        "import django; django.setup(); from django.test import Client; print([Client().get(p).status_code for p in P])"
    )
    paths = "P = ['/livez', '/api/swagger', '/api/openapi.json']; "

    def answers_with(switch: str) -> str:
        environment = os.environ | {
            "API_DOCS": switch, "DJANGO_SETTINGS_MODULE": "crm_naive.settings", "ALLOWED_HOSTS": "testserver",
        }  # fmt: skip
        return subprocess.run(
            [sys.executable, "-c", paths + ask], env=environment, capture_output=True, text=True, check=True
        ).stdout.strip()

    assert answers_with("True") == "[200, 200, 200]"
    assert answers_with("False") == "[200, 404, 404]"


def test_there_is_no_secret_key_unless_one_is_given() -> None:
    assert "Set the DJANGO_SECRET_KEY environment variable" in django_says("check")


def test_a_secret_may_stand_in_a_file_that_a_variable_names(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("p@ss: /word")
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "POSTGRES_DB": "crm", "POSTGRES_USER": "crm", "POSTGRES_HOST": "database",
        "POSTGRES_PASSWORD_FILE": str(tmp_path / "password"), "DJANGO_SECRET_KEY_FILE": str(tmp_path / "password"),
    }  # fmt: skip
    show = "from crm_naive import settings; print(settings.DATABASES['default']['PASSWORD'], settings.SECRET_KEY)"
    run = subprocess.run([sys.executable, "-c", show], env=environment, capture_output=True, text=True, check=True)

    assert run.stdout == "p@ss: /word p@ss: /word\n"
