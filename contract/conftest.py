"""The options and markers of all tests."""

import os
from pathlib import Path

import pytest

# Folders whose tests need running services.
WITH_SERVICES = {"tests", "parity"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.relative_to(Path(__file__).parent).parts[0] in WITH_SERVICES:
            item.add_marker(pytest.mark.servers)


def pytest_addoption(parser: pytest.Parser) -> None:
    blackbox = parser.getgroup("contract", "the customers contract")
    blackbox.addoption(
        "--base-url",
        action="append",
        default=os.environ.get("BASE_URL", "").split(),
        metavar="URL",
        help="a service to test, e.g. http://127.0.0.1:8001; repeatable (or env BASE_URL, separated by blanks)",
    )
    blackbox.addoption(
        "--server-log",
        action="append",
        default=[],
        metavar="FILE",
        help="the file with a service's stderr, which is searched for forged lines; one for each --base-url",
    )
    blackbox.addoption("--hostile", type=int, default=300, help="drawn hostile requests (300); --seed draws others")
    blackbox.addoption(
        "--thorough", action="store_true", help="selftest: every broken service, too; tests: both specifications"
    )
    blackbox.addoption(
        "--repetitions", type=int, default=2, metavar="N", help="repetitions of each two writes at the same time (2)"
    )

    parity = parser.getgroup("parity", "two services and the oracle give the same answers")
    for service in ("naive", "optimized"):
        env = service.upper()
        parity.addoption(f"--{service}-url", metavar="URL", help=f"the {service} service (or env {env}_URL)")
        parity.addoption(
            f"--{service}-database-url",
            metavar="URL",
            help=f"its database, to load the tricky rows into (or env {env}_DATABASE_URL)",
        )
    parity.addoption("--examples", type=int, default=500, help="drawn queries (500)")
    parity.addoption("--seed", type=int, default=1, help="another seed draws others (1)")
    parity.addoption("--sampled", action="store_true", help="compare the data in the databases, of any size")
    parity.addoption("--queries", type=int, default=200, help="with --sampled: drawn queries (200)")
    parity.addoption("--walks", type=int, default=20, help="with --sampled: walks (20)")
    parity.addoption("--pages", type=int, default=50, help="with --sampled: pages of a walk (50)")
