"""Run the closed loop in a process of its own."""

import json
import subprocess
import sys
from dataclasses import asdict

from bench.environment import process_environment
from bench.errors import BenchError
from bench.load.closed_loop import Load, Seen


def saturate(load: Load) -> Seen:
    """Raises BenchError if an answer is not as expected."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load.closed_loop"],
        input=json.dumps(asdict(load)),
        env=process_environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        raise BenchError(f"port {load.port}: {done.stderr.strip()[-600:]}")
    return Seen(**json.loads(done.stdout))
