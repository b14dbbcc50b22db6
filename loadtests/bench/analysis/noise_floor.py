"""`bench aa`: one contender against itself. The difference is this machine's noise; later ratios are judged by it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench.analysis.rows import rows
from bench.contenders import Contender
from bench.errors import BenchError
from bench.results.files import load
from bench.results.run import Host, NoiseFloor, Results

AGAIN = "_again"


def against_itself(contender: Contender, port: int) -> list[Contender]:
    """The same program twice, on one database: of two, even with equal rows, one has other statistics and takes other
    plans. Each has a cache of its own."""
    name, title = contender.name + AGAIN, f"{contender.title}, once more"
    again = replace(contender, name=name, title=title, port=port, database_of=contender.name)
    return [contender, again]


def noise_floor(results: Results) -> NoiseFloor:
    """The distance from 1 of the ratio that is farthest from it."""
    table = rows(results)
    cpu = [row.cpu_ratio.value for row in table if row.cpu_ratio]
    latency = [row.latency_ratio.value for row in table if row.latency_ratio]
    if not cpu:
        raise BenchError("No scenario was valid for both, so this run says nothing about noise. Close other programs.")
    run = results.conditions
    return NoiseFloor(run.created, results.contenders[0].name, run.mode, run.rows, _farthest(cpu), _farthest(latency))


def _farthest(ratios: Sequence[float]) -> float:
    return max((max(ratio, 1 / ratio) for ratio in ratios), default=1.0)


def newest_noise_floor(media: Path, host: Host, *, mode: str) -> NoiseFloor | None:
    """The newest noise floor of this machine in this mode. Shorter modes have more noise."""
    for file in sorted((media / "results").glob("*.aa.json"), reverse=True):
        found = load(file)
        there = found.conditions.host
        same_machine = (there.cpu_model, there.cores) == (host.cpu_model, host.cores)
        if same_machine and found.conditions.mode == mode and found.noise_floor:
            return found.noise_floor
    return None


def in_words(results: Results) -> list[str]:
    """The findings of an A/A run, one sentence each."""
    floor, table = results.noise_floor, rows(replace(results, noise_floor=None))
    ratios = [row.cpu_ratio for row in table if row.cpu_ratio]
    covered = sum(ratio.low <= 1 <= ratio.high for ratio in ratios)
    false = [row.scenario.name for row in table if row.cpu_ratio and row.cpu_ratio.clear]
    name = results.contenders[0].name
    sentences = [
        f"{name} against itself: the interval of the CPU ratio covers 1 in {covered} of {len(ratios)} scenarios.",
        f"Called different although equal: {', '.join(false) or 'none'}.",
    ]
    if floor:
        sentences.append(
            f"Noise floor: {floor.cpu:.3f}× for CPU per request, {floor.latency:.3f}× for paired latency. Later runs "
            f"in {floor.mode} mode on this machine call nothing clear that is closer to 1."
        )
    return sentences
