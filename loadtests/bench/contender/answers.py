"""The gate before any measurement: contenders must give the same answers to a sample of every scenario's questions."""

import time
from collections.abc import Sequence
from typing import Any

from bench.contender.running import RunningContender
from bench.errors import BenchError
from bench.http_client import Client

# Questions of a scenario: the first in any case, and more within the first seconds.
QUESTIONS_PER_SCENARIO = 4
LONGEST_S = 4.0


def compare_answers(baseline: RunningContender, other: RunningContender, *, scenarios: Sequence[str]) -> int:
    """The number of questions that were compared. A difference is an error."""
    compared = 0
    with Client(baseline.url) as first, Client(other.url) as second:
        for scenario in scenarios:
            began = time.monotonic()
            pairs = zip(baseline.questions[scenario], other.questions[scenario], strict=True)
            for (path, fewest, most), (other_path, _, _) in list(pairs)[:QUESTIONS_PER_SCENARIO]:
                answer = first.json(path)
                if difference := find_difference(answer, second.json(other_path)):
                    raise BenchError(
                        f"{baseline.name} and {other.name} answer {path} differently: {difference}. "
                        "Their times would compare different work; `bench verify` shows more."
                    )
                rows = len(answer["results"]) if "results" in answer else 1
                if not fewest <= rows <= most:
                    raise BenchError(f"{baseline.name} answers {path} with {rows} rows, not {fewest} to {most}.")
                compared += 1
                if time.monotonic() - began > LONGEST_S:
                    break
    return compared


def find_difference(first: Any, second: Any, *, where: str = "") -> str | None:
    """The first difference of two answers, in words. Links may differ: the contract leaves them to each contender."""
    match first, second:
        case {"results": list(mine)}, {"results": list(theirs)}:
            if len(mine) != len(theirs):
                return f"{len(mine)} and {len(theirs)} rows"
            if bool(first.get("next")) != bool(second.get("next")):
                return "only one of them has a next page"
            rows = (
                find_difference(*pair, where=f"row {number}")
                for number, pair in enumerate(zip(mine, theirs, strict=True), 1)
            )
            return next((difference for difference in rows if difference), None)
        case dict(), dict():
            if unlike := sorted(first.keys() ^ second.keys()):
                return f"{where} only one has {', '.join(unlike)}".strip()
            members = (find_difference(first[key], second[key], where=f"{where} {key}".strip()) for key in first)
            return next((difference for difference in members if difference), None)
        case _:
            return None if first == second and type(first) is type(second) else f"{where}: {first!r} and {second!r}"
