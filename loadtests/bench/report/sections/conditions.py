"""What a reader needs to repeat a run, or to doubt it."""

from collections.abc import Iterator

from bench.report.sections.section import Section
from bench.report.words import commit_words, conditions_words, counted, plain_cpu
from bench.results.run import Contender, Results


def conditions_section(results: Results) -> Section:
    return Section("Conditions", " · ".join(conditions_words(results)), terms=list(_terms(results)))


def _terms(results: Results) -> Iterator[tuple[str, str]]:
    """`("Machine", "Intel Xeon Processor, 2 cores, …")`, one by one."""
    run, host = results.conditions, results.conditions.host
    machine = f"{plain_cpu(host.cpu_model)}, {counted(host.cores, 'core')}, {host.memory_bytes / 2**30:.0f} GiB"
    yield "Machine", f"{machine}, Linux {host.kernel}, {host.system}; everything runs on it, the load generator too"
    yield "Measured", f"{commit_words(run)}, {run.created}"
    yield "Contenders", "; ".join(_contender(each) for each in results.contenders)
    yield "Customers", f"{run.rows:,} in each contender's table"
    yield "Rounds", f"{run.rounds} in {run.mode} mode; {run.measured_s:g} s a cell after {run.warm_up_s:g} s of warm-up"
    shuffled = "scenarios and contenders"
    if results.kind == "ladder":
        shuffled = "up the ladder and down in turn, one service at a time, with the scenarios"
    yield "Order", f"{shuffled} shuffled in each round with seed {run.seed}, which also drew the questions"
    yield "Versions", ", ".join(f"{name} {version}" for name, version in run.versions.items())
    yield "Settings", ", ".join(f"{name} {value}" for name, value in run.settings.items())
    yield "Data", f"fingerprint {' = '.join(dict.fromkeys(run.fingerprints.values()))}, equal for all"
    if run.structures:
        of_each = ", ".join(f"{name} {word}" for name, word in run.structures.items())
        yield "Structures", f"fingerprints of tables, indexes, triggers, functions and settings: {of_each}"
    if floor := results.noise_floor:
        against = f"{floor.contender} against itself on {floor.created[:10]}"
        yield "Noise floor", f"CPU {floor.cpu:.3f}×, latency {floor.latency:.3f}×; {against}"


def _contender(contender: Contender) -> str:
    cache = ", with a cache" if contender.cached else ""
    return f"{contender.name}: {contender.title}, {counted(contender.workers, 'worker')}{cache}"
