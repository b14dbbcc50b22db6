"""Asking everyone the same, and saying where the answers part."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from crm_contract.comparison.contender import Contender, Moves, list_path
from crm_contract.comparison.judge import Judge
from crm_contract.oracle.parameters import Pairs

SHOWN = 160  # characters around the first difference


@dataclass(frozen=True, slots=True)
class Example:
    """A list that is asked for, and the way through its pages."""

    pairs: Pairs
    moves: Moves = ()

    def __str__(self) -> str:
        return " → ".join([list_path(self.pairs), *self.moves])


def differences(example: Example, contenders: Sequence[Contender], judge: Judge | None) -> list[str]:
    """One sentence for each contender that does not answer as the judge, or else as the first contender."""
    expected = judge.walk(example.pairs, example.moves) if judge else None
    by = "the contract says"
    found = []
    for contender in contenders:
        # A service with a cache answers the first time without it, and the second time out of it.
        for time in ("first", "second"):
            if time == "second" and not contender.has_a_cache:
                continue
            pages = contender.walk(example.pairs, example.moves)
            if expected is None:
                expected, by = pages, f"{contender.name} answers"
            elif pages != expected:
                found.append(f"{example}\n  {contender.name}, asked the {time} time, {_where(pages, expected, by)}")
                break
    return found


def _where(pages: Sequence[bytes], expected: Sequence[bytes], by: str) -> str:
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
