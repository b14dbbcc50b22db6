"""Ask all contenders for the same list, and describe where their answers differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from crm_contract.comparison.contender import Contender, Moves, at_once, list_path
from crm_contract.comparison.judge import Judge
from crm_contract.oracle.parameters import Pairs

# Characters that are shown around the first difference.
SHOWN = 160


@dataclass(frozen=True, slots=True)
class Example:
    """A list, and the way through its pages."""

    pairs: Pairs
    moves: Moves = ()

    def __str__(self) -> str:
        return " → ".join([list_path(self.pairs), *self.moves])


def differences(example: Example, contenders: Sequence[Contender], *, judge: Judge | None) -> list[str]:
    """Return a sentence for each contender that differs from the judge, or, without one, from the first contender."""
    expected = judge.walk(example.pairs, example.moves) if judge else None
    walks = at_once(lambda contender: _walks(contender, example), contenders)
    by = "the contract says"
    if expected is None:
        expected, by = walks[0]["first"], f"{contenders[0].name} answers"
    found = []
    for contender, pages_by_time in zip(contenders, walks, strict=True):
        for time, pages in pages_by_time.items():
            if pages != expected:
                where = _where(pages, expected, by=by)
                found.append(f"{example}\n  {contender.name}, asked the {time} time, {where}")
                break
    return found


def _walks(contender: Contender, example: Example) -> dict[str, list[bytes]]:
    """Walk twice if the contender has a cache: the second time, the answers come from the cache."""
    walks = {"first": contender.walk(example.pairs, example.moves)}
    if contender.has_a_cache:
        walks["second"] = contender.walk(example.pairs, example.moves)
    return walks


def _where(pages: Sequence[bytes], expected: Sequence[bytes], *, by: str) -> str:
    for number, (page, wanted) in enumerate(zip_longest(pages, expected, fillvalue=b"nothing"), start=1):
        if page != wanted:
            got, want = page.decode(), wanted.decode()
            at = next(
                (at for at, (a, b) in enumerate(zip(got, want, strict=False)) if a != b), min(len(got), len(want))
            )
            start = max(0, at - SHOWN // 2)
            return (
                f"on page {number} of the walk:\n"
                f"    …{got[start : start + SHOWN]}…\n  where {by}\n    …{want[start : start + SHOWN]}…"
            )
    raise AssertionError("the pages are equal")
