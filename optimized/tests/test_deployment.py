"""What the settings make of an environment, each in a process of its own."""

import os
import subprocess
import sys


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
