"""The options of both suites."""

import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    blackbox = parser.getgroup("contract", "the customers contract")
    blackbox.addoption(
        "--base-url",
        action="append",
        default=os.environ.get("BASE_URL", "").split(),
        metavar="URL",
        help="a service to test, e.g. http://127.0.0.1:8001; repeatable (or env BASE_URL, separated by blanks)",
    )
