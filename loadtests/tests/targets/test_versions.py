"""Versions and settings, once where contenders agree and by name where they do not."""

import platform

from bench.targets.versions import alike, installed


def test_a_value_that_all_have_stands_once() -> None:
    assert alike([("naive", {"work_mem": "16MB"}), ("optimized", {"work_mem": "16MB"})]) == {"work_mem": "16MB"}


def test_a_value_that_differs_stands_with_the_contender_s_name() -> None:
    found = alike([("naive", {"work_mem": "16MB"}), ("optimized", {"work_mem": "64MB", "jit": "off"})])
    assert found == {"work_mem": "16MB", "work_mem of optimized": "64MB", "jit": "off"}


def test_the_services_packages_are_among_the_installed_ones() -> None:
    found = installed()
    assert found["python"] == platform.python_version()
    assert {"django", "djangorestframework", "django-ninja", "gunicorn", "uvicorn"} <= found.keys()
