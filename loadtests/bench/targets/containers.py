"""The containers of docker-compose.yml, as `docker compose` finds them: by project, files and .env of the caller."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from bench.contenders import ROOT
from bench.errors import BenchError
from bench.processes import interrupts_deferred


@dataclass(frozen=True, slots=True)
class Container:
    pid: int
    """The id of its first process on Docker's machine."""
    environment: Mapping[str, str]
    published: Mapping[int, int]
    """The port on this machine, by the port in the container."""
    processors: float
    """The limit; 0 means no limit, as in memory_bytes."""
    memory_bytes: int

    @classmethod
    def of(cls, service: str) -> Self:
        """The running container of a service. Without one, an error that says how to start it."""
        identifier = compose("ps", "--quiet", service).strip().partition("\n")[0]
        if not identifier:
            raise BenchError(f"No container of {service} runs. `docker compose up --build --wait` starts it.")
        return cls._read(json.loads(_run("docker", "inspect", identifier))[0])

    @classmethod
    def _read(cls, found: Mapping[str, Any]) -> Self:
        ports = found["NetworkSettings"]["Ports"] or {}
        return cls(
            pid=found["State"]["Pid"],
            environment=dict(variable.split("=", 1) for variable in found["Config"]["Env"]),
            published={int(port.partition("/")[0]): int(at[0]["HostPort"]) for port, at in ports.items() if at},
            processors=found["HostConfig"]["NanoCpus"] / 1e9,
            memory_bytes=found["HostConfig"]["Memory"],
        )


def compose(*arguments: str) -> str:
    """The output of `docker compose`. A failure is an error with its message."""
    return _run("docker", "compose", *arguments)


def _run(*command: str) -> str:
    try:
        # Ctrl-C waits: half a restart would leave a stack without its services.
        with interrupts_deferred():
            done = subprocess.run(
                command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False, start_new_session=True
            )
    except OSError as error:
        raise BenchError(f"Cannot start {command[0]}: {error.strerror}. `--target compose` needs Docker.") from None
    if done.returncode != 0:
        raise BenchError(f"`{_in_words(command)}` failed: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def _in_words(command: Sequence[str]) -> str:
    return " ".join(command)
