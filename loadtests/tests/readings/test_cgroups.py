"""What a control group has used: the files of both versions as kernels write them, read by a real shell."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bench.errors import BenchError
from bench.readings.cgroups import Cgroups, Shell

pytestmark = pytest.mark.servers

PID = 42

type Machine = Callable[[dict[str, str]], Cgroups]


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """Writes files below /sys/fs/cgroup, as a container sees them."""
    made: list[Cgroups] = []

    def make(files: dict[str, str]) -> Cgroups:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        made.append(Cgroups(str(tmp_path)))
        made[-1].watch(PID, Shell("one", []))
        return made[-1]

    yield make
    for each in made:
        each.close()


FILES_1 = {
    "cpuacct/cpuacct.usage": "2500000000\n",
    "memory/memory.stat": "rss 1\nshmem 1\ntotal_cache 9000\ntotal_rss 300\ntotal_shmem 50\n",
}
FILES_2 = {
    "cpu.stat": "usage_usec 1500000\nuser_usec 1000000\nsystem_usec 500000\n",
    "memory.stat": "anon 400\nfile 9060\nshmem 60\n",
}


def test_version_1_counts_nanoseconds_and_the_groups_below(machine: Machine) -> None:
    cgroups = machine(FILES_1)
    assert cgroups.cpu_s(PID) == 2.5
    assert cgroups.memory_bytes(PID) == 350


def test_version_2_counts_microseconds(machine: Machine) -> None:
    cgroups = machine(FILES_2)
    assert cgroups.cpu_s(PID) == 1.5
    assert cgroups.memory_bytes(PID) == 460


def test_a_machine_with_both_counts_in_version_1(machine: Machine) -> None:
    assert machine(FILES_1 | FILES_2).cpu_s(PID) == 2.5


def test_each_reading_is_a_new_one(machine: Machine, tmp_path: Path) -> None:
    cgroups = machine(FILES_2)
    assert cgroups.cpu_s(PID) == 1.5
    (tmp_path / "cpu.stat").write_text("usage_usec 1750000\n")
    assert cgroups.cpu_s(PID) == 1.75


def test_groups_that_a_container_does_not_see_are_told(machine: Machine) -> None:
    cgroups = machine({})
    with pytest.raises(BenchError, match=r"Cannot read what a container used: it has no .*/cpu\.stat"):
        cgroups.cpu_s(PID)


def test_a_container_that_has_ended_is_told() -> None:
    cgroups = Cgroups()
    cgroups.watch(PID, Shell("one", ["false"]))
    with pytest.raises(BenchError, match="The container of one has ended"):
        cgroups.cpu_s(PID)
    cgroups.close()
