"""What happened, and whether it may have: a history of writes and reads, judged after the race.

A customer's versions are 1, 2, 3 …, each by one write that began after the previous one was over; the last may be the
deletion. Where several writers share a customer, each of its parts has versions of its own (`parts.py`) and is judged
like a customer: it has the key `code part`, and whoever is shown a customer is shown all its parts.

A write without an answer, or with an error for one, is in doubt: reads may show it or not, until a later one is
acknowledged. Times are of one monotonic clock, taken before a request is sent and after its answer has arrived: what
looks like a violation then is one.

stale   a read began after a write's acknowledgement, and shows neither that write nor a later one
lost    an acknowledged write is not in the database at the end
torn    an answer that no state ever had: fields of two versions, or versions that never were at the same time
astray  a walk through all pages that met a customer whom nobody changed not exactly once (`walks.py`)
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from math import inf

EXAMPLES = 5  # of each kind that are kept in words


@dataclass(frozen=True, slots=True)
class Write:
    code: str  # or the key of a part
    version: int
    began: float
    acknowledged: float = inf  # in doubt
    deletes: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    began: float
    ended: float
    shown: Mapping[str, int]
    """The version of each customer, or of each of its parts, in the answer."""
    of: str | None = None
    """The one customer that was asked for; None: all of them."""
    malformed: str = ""
    """Why the answer alone, without any history, is torn."""


@dataclass(slots=True)
class Verdict:
    stale: int = 0
    lost: int = 0
    torn: int = 0
    walks: int = 0
    astray: int = 0
    stalest_s: float = 0.0
    """For how long at most a write had been acknowledged that a read did not show."""
    examples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def violations(self) -> int:
        return self.stale + self.lost + self.torn + self.astray

    def note(self, kind: str, example: str) -> None:
        setattr(self, kind, getattr(self, kind) + 1)
        if len(self.examples[kind]) < EXAMPLES:
            self.examples[kind].append(example)


class Timeline:
    """The writes of one customer. Its version v was current at some time within [began(v), ended(v)]."""

    def __init__(self, writes: Iterable[Write]) -> None:
        ordered = sorted(writes, key=lambda write: write.version)
        assert [write.version for write in ordered] == list(range(1, len(ordered) + 1))
        self._began = [write.began for write in ordered]
        # A write in doubt is superseded by the next one that is not.
        latest_first = accumulate((write.acknowledged for write in reversed(ordered)), min)
        self._acknowledged = list(latest_first)[::-1]
        self.deletion = ordered[-1].version if ordered[-1].deletes else None
        assert not any(write.deletes for write in ordered[:-1])

    def acknowledged_before(self, instant: float) -> int:
        """The latest version whose acknowledgement came before; 0: none."""
        return bisect_left(self._acknowledged, instant)

    def acknowledged(self, version: int) -> float:
        return self._acknowledged[version - 1]

    def began(self, version: int) -> float:
        """Infinity where nobody wrote such a version."""
        return self._began[version - 1] if version <= len(self._began) else inf

    def ended(self, version: int) -> float:
        """When the version was certainly over; infinity where it need not be over yet."""
        return self._acknowledged[version] if version < len(self._acknowledged) else inf


def judge(writes: Iterable[Write], reads: Iterable[Read], at_the_end: Mapping[str, int]) -> Verdict:
    """`at_the_end` is the version of each customer that the database holds when all writers have stopped."""
    verdict = Verdict()
    by_code = defaultdict(list)
    for write in writes:
        by_code[write.code].append(write)
    timelines = {code: Timeline(written) for code, written in by_code.items()}
    of_customer = defaultdict[str, dict[str, Timeline]](dict)
    for code, timeline in timelines.items():
        of_customer[code.partition(" ")[0]][code] = timeline
    for read in reads:
        _judge_read(read, timelines, timelines if read.of is None else of_customer[read.of], verdict)
    for code, timeline in timelines.items():
        _judge_end(code, timeline, at_the_end.get(code), verdict)
    return verdict


def _judge_read(read: Read, timelines: Mapping[str, Timeline], asked: Mapping[str, Timeline], verdict: Verdict) -> None:
    if read.malformed or not read.shown.keys() <= timelines.keys():
        verdict.note("torn", read.malformed or f"a customer that nobody wrote: {dict(read.shown)}")
        return
    # A state that shows all this was current at some instant between these two.
    latest_began, earliest_ended = 0.0, inf
    for code, timeline in asked.items():
        least = timeline.acknowledged_before(read.began)
        version = read.shown.get(code)
        if version is None:
            began, ended = _absence(timeline, least, read.ended)
            stale = began > read.ended
        else:
            began, ended = timeline.began(version), timeline.ended(version)
            stale = version < least
        if stale:
            what = "no such customer" if version is None else f"version {version}"
            late_s = read.began - timeline.acknowledged(1 + (version or 0))
            verdict.stalest_s = max(verdict.stalest_s, late_s)
            verdict.note("stale", f"{code}: {what}, {late_s:.3f} s after a later one was acknowledged")
            return
        latest_began, earliest_ended = max(latest_began, began), min(earliest_ended, ended)
    if latest_began > min(earliest_ended, read.ended):
        verdict.note("torn", f"versions that never were at the same time: {dict(read.shown)}")


def _absence(timeline: Timeline, least: int, until: float) -> tuple[float, float]:
    """Between which instants the customer was certainly not there, seen by somebody who knows of version `least`."""
    deleted = inf if timeline.deletion is None else timeline.began(timeline.deletion)
    if least > 0:
        return deleted, inf
    if deleted > until:
        return 0.0, timeline.ended(0)
    return 0.0, inf  # either not yet or no more


def _judge_end(code: str, timeline: Timeline, version: int | None, verdict: Verdict) -> None:
    least = timeline.acknowledged_before(inf)
    deleted = least == 0 or timeline.deletion is not None
    if (version is None and not deleted) or (version is not None and version < least):
        verdict.note("lost", f"{code}: version {version} in the database, version {least} was acknowledged")
