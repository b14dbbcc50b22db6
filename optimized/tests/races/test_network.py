"""Network namespaces of replicas. They need root."""

import os
import shutil
import socket
import subprocess
import sys

import pytest
from races.network import Replica, network
from races.race import run
from races.result import Race

pytestmark = [
    pytest.mark.servers,
    pytest.mark.skipif(os.geteuid() != 0 or shutil.which("ip") is None, reason="needs root, and the command `ip`"),
]

CONNECT = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=0.5)"


def reaches(replica: Replica, link: str, port: int) -> bool:
    command = replica.inside(sys.executable, "-S", "-c", CONNECT, replica.here(link), str(port))
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_a_replica_reaches_the_machine_on_each_link_until_this_one_is_cut() -> None:
    with socket.create_server(("", 0)) as server, network(2) as (first, second):
        port = server.getsockname()[1]
        assert reaches(first, "cache", port)
        assert reaches(first, "database", port)
        with first.cut("cache"):
            assert not reaches(first, "cache", port)
            assert reaches(first, "database", port)
            assert reaches(second, "cache", port)
        assert reaches(first, "cache", port)
    assert first.name not in subprocess.run(["ip", "netns"], capture_output=True, text=True, check=True).stdout


@pytest.mark.slow
@pytest.mark.parametrize("faults", [(), ("killed",), ("database-link",), ("replica-killed",)])
def test_across_three_replicas_nothing_is_stale_lost_or_torn(faults: tuple[str, ...]) -> None:
    result = run(Race(replicas=3, workers=1, seconds=10.0, faults=faults), os.environ["DATABASE_URL"])
    assert result.verdict.violations == 0
    assert result.passed
    assert len(result.occurrences) >= len(faults)


@pytest.mark.slow
def test_across_three_replicas_a_service_that_never_invalidates_is_found() -> None:
    race = Race(replicas=3, workers=1, seconds=5.0, service="races.broken_services:never_invalidating")
    assert run(race, os.environ["DATABASE_URL"]).verdict.stale > 0
