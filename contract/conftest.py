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
    blackbox.addoption(
        "--server-log",
        action="append",
        default=[],
        metavar="FILE",
        help="what a service writes to stderr, to look for lines that a client forged; one for each --base-url",
    )
    blackbox.addoption("--hostile", type=int, default=300, help="drawn hostile requests (300); --seed draws others")
    blackbox.addoption("--thorough", action="store_true", help="selftest: run the suite on every broken service too")
    blackbox.addoption("--repetitions", type=int, default=2, metavar="N", help="of each two writes at once (2)")

    parity = parser.getgroup("parity", "two services and the oracle answer alike")
    for service in ("naive", "optimized"):
        env = service.upper()
        parity.addoption(f"--{service}-url", metavar="URL", help=f"the {service} service (or env {env}_URL)")
        parity.addoption(
            f"--{service}-database-url",
            metavar="URL",
            help=f"its database, to load the tricky rows into (or env {env}_DATABASE_URL)",
        )
    parity.addoption("--examples", type=int, default=500, help="drawn queries (500)")
    parity.addoption("--seed", type=int, default=1, help="draw others (1)")
    parity.addoption("--sampled", action="store_true", help="compare the data that is there, of any size")
    parity.addoption("--queries", type=int, default=200, help="with --sampled: drawn queries (200)")
    parity.addoption("--walks", type=int, default=20, help="with --sampled: walks (20)")
    parity.addoption("--pages", type=int, default=50, help="with --sampled: pages of a walk (50)")
