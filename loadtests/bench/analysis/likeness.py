"""The conditions in which two results differ."""

from collections.abc import Iterator, Mapping

from bench.results.run import Conditions, Results

GIBIBYTE = 2**30


def unlike(one: Results, other: Results) -> list[str]:
    """Each condition that differs, as `rows: 300,000 and 3,000,000`. Commit, time and command may differ."""
    return list(_unlike(one, other))


def other_structures(one: Results, other: Results) -> list[str]:
    """The contenders of both results whose databases had other structures. Older results do not know theirs. A commit
    may change them, and its effect can be measured, so this does not make results unlike."""
    before, after = one.conditions.structures, other.conditions.structures
    return [
        f"structures of {name}: {before[name]} and {after[name]}"
        for name in before
        if name in after and before[name] != after[name]
    ]


def _unlike(one: Results, other: Results) -> Iterator[str]:
    if one.kind != other.kind:
        yield f"kind: {one.kind} and {other.kind}"
    before, after = _facts(one.conditions), _facts(other.conditions)
    yield from _differences(before, after)
    yield from _differences(one.conditions.versions, other.conditions.versions, kind="version of ")
    yield from _differences(one.conditions.settings, other.conditions.settings, kind="setting ")
    yield from _differences(_data(one.conditions), _data(other.conditions))


def _facts(conditions: Conditions) -> dict[str, str]:
    host = conditions.host
    return {
        "CPU": host.cpu_model,
        "cores": str(host.cores),
        "memory": f"{host.memory_bytes / GIBIBYTE:.0f} GiB",
        "kernel": host.kernel,
        "system": host.system,
        "rows": f"{conditions.rows:,}",
        "mode": conditions.mode,
        "rounds": str(conditions.rounds),
        "seed": str(conditions.seed),
        "warm-up": f"{conditions.warm_up_s:g} s",
        "measured": f"{conditions.measured_s:g} s",
    }


def _data(conditions: Conditions) -> dict[str, str]:
    """All contenders of a run have the same data."""
    return {"data": ", ".join(sorted(set(conditions.fingerprints.values())))}


def _differences(one: Mapping[str, str], other: Mapping[str, str], *, kind: str = "") -> Iterator[str]:
    for name in dict.fromkeys([*one, *other]):
        before, after = one.get(name, "none"), other.get(name, "none")
        if before != after:
            yield f"{kind}{name}: {before} and {after}"
