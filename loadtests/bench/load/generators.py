"""One load from several k6 processes: each makes its part of the iterations (execution segments of k6).

The parts are those of one test. An iteration keeps its number in the whole test, and a script takes its question by
that number, so no two generators ask the same cold key.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain
from pathlib import Path

from bench.load.k6 import Run, Variables, latency_of, start_k6
from bench.processes import Processes

type Samples = Mapping[str, Sequence[float]]
"""Milliseconds of every request, by the request's name."""


def run_generators(script: str, variables: Variables, *, count: int, scratch: Path, processes: Processes) -> Run:
    """The sum of `count` processes. Each writes all its samples, because percentiles of parts cannot be merged. That
    costs k6 more CPU than its summary alone."""
    folders = [scratch / f"generator-{number}" for number in range(count)]
    started = []
    for number, folder in enumerate(folders):
        folder.mkdir(exist_ok=True)
        options = [*segment(number, count), "--out", f"csv={_samples_file(folder)}"]
        started.append(
            start_k6(script, variables, scratch=folder, processes=processes, environment={}, options=options)
        )
    runs = [each.finish() for each in started]
    return merged(runs, [read_samples(_samples_file(folder)) for folder in folders])


def segment(number: int, count: int) -> list[str]:
    """k6's options for part `number` of `count` equal ones."""
    bounds = [str(Fraction(part, count)) for part in range(count + 1)]
    return [
        "--execution-segment",
        f"{bounds[number]}:{bounds[number + 1]}",
        "--execution-segment-sequence",
        ",".join(bounds),
    ]


def merged(runs: Sequence[Run], samples: Sequence[Samples]) -> Run:
    """Counts are added, and percentiles are those of all samples together."""
    by_name: dict[str, list[float]] = defaultdict(list)
    for name, times_ms in chain.from_iterable(each.items() for each in samples):
        by_name[name] += times_ms
    return Run(
        duration_s=max(run.duration_s for run in runs),
        planned_s=runs[0].planned_s,
        # Every process knows the rate of the whole test.
        offered_per_s=runs[0].offered_per_s,
        iterations=sum(run.iterations for run in runs),
        late=sum(run.late for run in runs),
        dropped=sum(run.dropped for run in runs),
        requests=sum(run.requests for run in runs),
        failed=sum(run.failed for run in runs),
        checks_failed=sum(run.checks_failed for run in runs),
        failing_checks=tuple(dict.fromkeys(chain.from_iterable(run.failing_checks for run in runs))),
        cache_hits=sum(run.cache_hits for run in runs),
        cache_answers=sum(run.cache_answers for run in runs),
        latency=latency_of([time_ms for times_ms in by_name.values() for time_ms in times_ms]),
        latency_by_request={name: latency_of(by_name[name]) for name in runs[0].latency_by_request},
        cpu_s=sum(run.cpu_s for run in runs),
        wall_s=max(run.wall_s for run in runs),
        console=[line for run in runs for line in run.console],
    )


def read_samples(file: Path) -> Samples:
    found: dict[str, list[float]] = defaultdict(list)
    for name, time_ms in _requests(file):
        found[name].append(time_ms)
    return found


def _requests(file: Path) -> Iterator[tuple[str, float]]:
    """Names and milliseconds, from the file of k6's output `csv`."""
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["metric_name"] == "http_req_duration":
                yield row["name"], float(row["metric_value"])


def _samples_file(folder: Path) -> Path:
    return folder / "samples.csv"
