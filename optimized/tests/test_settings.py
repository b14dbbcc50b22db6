"""The settings that follow from an environment, each in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path


def run(*arguments: str, **environment: str) -> str:
    whole = os.environ | {"DJANGO_SETTINGS_MODULE": "crm_optimized.settings"} | environment
    done = subprocess.run([sys.executable, *arguments], env=whole, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_the_deployment_check_finds_nothing_beyond_what_the_settings_give_a_reason_for() -> None:
    said = run("-m", "django", "check", "--deploy", DJANGO_SECRET_KEY="x1!" + "abcdefghijklmnopqrstuvwxyz" * 2)
    assert "identified no issues (3 silenced)" in said


def test_there_is_no_secret_key_unless_one_is_given() -> None:
    said = run("-c", "import os; del os.environ['DJANGO_SECRET_KEY']; import crm_optimized.settings")
    assert "Set the DJANGO_SECRET_KEY environment variable" in said


def test_the_documentation_can_be_switched_off() -> None:
    resolve = """
import django
django.setup()
from django.urls import Resolver404, resolve
import crm_optimized.bootstrap
crm_optimized.bootstrap.fill_container()
def found(path):
    try:
        return bool(resolve(path))
    except Resolver404:
        return False
print([found(path) for path in ("/livez", "/api/swagger", "/api/openapi.json")])
"""
    assert run("-c", resolve, API_DOCS="True").strip() == "[True, True, True]"
    assert run("-c", resolve, API_DOCS="False").strip() == "[True, False, False]"


def test_notifications_may_come_from_another_address_than_the_pooler() -> None:
    asked = "from crm_optimized import settings; print(settings.DIRECT_ADDRESS)"
    assert run("-c", asked) == "{}\n"
    assert run("-c", asked, POSTGRES_DIRECT_HOST="database") == "{'HOST': 'database'}\n"
    both = run("-c", asked, POSTGRES_DIRECT_HOST="database", POSTGRES_DIRECT_PORT="5433")
    assert both == "{'HOST': 'database', 'PORT': '5433'}\n"


def test_a_secret_may_stand_in_a_file_that_a_variable_names(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("p@ss: /word")
    (tmp_path / "redis").write_text("redis://crm:secret@cache:6379/0")
    said = run(
        "-c",
        """
import os
del os.environ["DATABASE_URL"]
from crm_optimized import settings
print(settings.DATABASES["default"]["PASSWORD"], settings.SECRET_KEY, settings.CACHES["default"]["LOCATION"])
""",
        POSTGRES_PASSWORD_FILE=str(tmp_path / "password"),
        DJANGO_SECRET_KEY_FILE=str(tmp_path / "password"),
        REDIS_URL_FILE=str(tmp_path / "redis"),
    )
    assert said == "p@ss: /word p@ss: /word ['redis://crm:secret@cache:6379/0']\n"
