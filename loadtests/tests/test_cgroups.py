"""What a control group has used: the files of both versions as kernels write them, and this machine's own."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from bench.cgroups import Cgroups
from bench.errors import BenchError

PID = 42
VERSION_1 = "4:memory:/docker/c1\n3:cpu,cpuacct:/docker/c1\n1:name=systemd:/docker/c1\n"
VERSION_2 = "0::/system.slice/docker-c1.scope\n"

type Machine = Callable[..., Cgroups]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Writes /proc/PID/cgroup and the files below /sys/fs/cgroup."""

    def make(membership: str, files: dict[str, str]) -> Cgroups:
        for name, text in {f"proc/{PID}/cgroup": membership, **files}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return Cgroups(tmp_path / "proc", tmp_path / "groups")

    return make


FILES_1 = {
    "groups/cpuacct/docker/c1/cpuacct.usage": "2500000000\n",
    "groups/memory/docker/c1/memory.stat": "rss 1\nshmem 1\ntotal_cache 9000\ntotal_rss 300\ntotal_shmem 50\n",
}
FILES_2 = {
    "groups/system.slice/docker-c1.scope/cpu.stat": "usage_usec 1500000\nuser_usec 1000000\nsystem_usec 500000\n",
    "groups/system.slice/docker-c1.scope/memory.stat": "anon 400\nfile 9060\nshmem 60\n",
}


def test_version_1_counts_nanoseconds_and_the_groups_below(machine: Machine) -> None:
    cgroups = machine(VERSION_1, FILES_1)
    assert cgroups.cpu_s(PID) == 2.5
    assert cgroups.memory_bytes(PID) == 350


def test_version_2_counts_microseconds(machine: Machine) -> None:
    cgroups = machine(VERSION_2, FILES_2)
    assert cgroups.cpu_s(PID) == 1.5
    assert cgroups.memory_bytes(PID) == 460


def test_a_machine_with_both_counts_in_version_1(machine: Machine) -> None:
    assert machine(VERSION_1 + VERSION_2, FILES_1).cpu_s(PID) == 2.5


def test_groups_that_are_not_visible_from_here_are_told(machine: Machine) -> None:
    cgroups = machine(VERSION_2, {})
    with pytest.raises(BenchError, match=r"docker-c1\.scope/cpu\.stat: No such file .* outside of any container"):
        cgroups.cpu_s(PID)
    with pytest.raises(BenchError, match="Cannot read what a container used"):
        cgroups.cpu_s(PID + 1)


def test_the_group_of_this_process_is_charged_for_its_work() -> None:
    try:
        before_s = Cgroups().cpu_s(os.getpid())
    except BenchError as error:  # such as inside a container
        pytest.skip(str(error))
    began_s = time.process_time()
    while time.process_time() < began_s + 0.2:
        pass
    assert Cgroups().cpu_s(os.getpid()) - before_s >= 0.19
