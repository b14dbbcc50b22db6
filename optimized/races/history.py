"""The history of a race: writes and reads, judged after the race.

A customer has versions 1, 2, 3 …. Each is one write, which began after the previous one had ended. The last one may be
the deletion. If several writers share a customer, each of its parts has versions of its own (`parts.py`) and is judged
like a customer, with the key `code part`. A read of the customer is a read of all its parts.

A write without an answer, or with an error as the answer, is in doubt: reads may show it or not, until a later write is
acknowledged. All times are from one monotonic clock, taken before a request is sent and after its answer has arrived.
So every violation that is found is a real one.

stale   a read began after a write was acknowledged, and shows neither that write nor a later one
lost    an acknowledged write is not in the database at the end
torn    an answer that was never a state: fields of two versions, or versions that did not exist at the same time
astray  a walk through all pages did not meet an unchanged customer exactly once (`walks.py`)
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from math import inf

# Sentences that are kept for each kind of violation.
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Write:
    """`code` is that of a customer, or the key of a part. `acknowledged` is infinity for a write in doubt."""

    code: str
    version: int
    began: float
    acknowledged: float = inf
    deletes: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """`shown` has the version of each customer, or of each of its parts, in the answer. `of` is the customer that was
    asked for, or None for all. `malformed` says why the answer is torn, if that is clear without the history."""

    began: float
    ended: float
    shown: Mapping[str, int]
    of: str | None = None
    malformed: str = ""


@dataclass(slots=True)
class Verdict:
    """`stalest_s` is the longest time between the acknowledgement of a write and a read that does not show it."""

    stale: int = 0
    lost: int = 0
    torn: int = 0
    walks: int = 0
    astray: int = 0
    stalest_s: float = 0.0
    examples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def violations(self) -> int:
        return self.stale + self.lost + self.torn + self.astray

    def note(self, kind: str, example: str) -> None:
        setattr(self, kind, getattr(self, kind) + 1)
        if len(self.examples[kind]) < EXAMPLES:
            self.examples[kind].append(example)


class Timeline:
    """The writes of one customer. Version v was current at some time between began(v) and ended(v)."""

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
        """The latest version that was acknowledged before `instant`, or 0."""
        return bisect_left(self._acknowledged, instant)

    def acknowledged(self, version: int) -> float:
        return self._acknowledged[version - 1]

    def began(self, version: int) -> float:
        """Infinity if there is no such version."""
        return self._began[version - 1] if version <= len(self._began) else inf

    def ended(self, version: int) -> float:
        """The time when the version had certainly ended, or infinity if it may still be current."""
        return self._acknowledged[version] if version < len(self._acknowledged) else inf


def judge(writes: Iterable[Write], reads: Iterable[Read], *, at_the_end: Mapping[str, int]) -> Verdict:
    """`at_the_end` has the version of each customer in the database after all writers have stopped."""
    verdict = Verdict()
    by_code = defaultdict(list)
    for write in writes:
        by_code[write.code].append(write)
    timelines = {code: Timeline(written) for code, written in by_code.items()}
    of_customer = defaultdict[str, dict[str, Timeline]](dict)
    for code, timeline in timelines.items():
        of_customer[code.partition(" ")[0]][code] = timeline
    for read in reads:
        asked = timelines if read.of is None else of_customer[read.of]
        _judge_read(read, timelines=timelines, asked=asked, verdict=verdict)
    for code, timeline in timelines.items():
        _judge_end(code, timeline, version=at_the_end.get(code), verdict=verdict)
    return verdict


def _judge_read(
    read: Read, *, timelines: Mapping[str, Timeline], asked: Mapping[str, Timeline], verdict: Verdict
) -> None:
    """`asked` are the timelines that the answer should show."""
    if read.malformed or not read.shown.keys() <= timelines.keys():
        verdict.note("torn", read.malformed or f"a customer that no client wrote: {dict(read.shown)}")
        return
    # The state that the answer shows was current at some instant between these two.
    latest_began, earliest_ended = 0.0, inf
    for code, timeline in asked.items():
        least = timeline.acknowledged_before(read.began)
        version = read.shown.get(code)
        if version is None:
            began, ended = _absence(timeline, least, until=read.ended)
            stale = began > read.ended
        else:
            began, ended = timeline.began(version), timeline.ended(version)
            stale = version < least
        if stale:
            shown = "no such customer" if version is None else f"version {version}"
            late_s = read.began - timeline.acknowledged(1 + (version or 0))
            verdict.stalest_s = max(verdict.stalest_s, late_s)
            verdict.note("stale", f"{code}: {shown}, {late_s:.3f} s after a later one was acknowledged")
            return
        latest_began, earliest_ended = max(latest_began, began), min(earliest_ended, ended)
    if latest_began > min(earliest_ended, read.ended):
        verdict.note("torn", f"versions that did not exist at the same time: {dict(read.shown)}")


def _absence(timeline: Timeline, least: int, *, until: float) -> tuple[float, float]:
    """The interval in which the customer may have been absent, for a read that ended at `until`.

    `least` is the latest version that was acknowledged before the read.
    """
    deleted = inf if timeline.deletion is None else timeline.began(timeline.deletion)
    if least > 0:
        return deleted, inf
    if deleted > until:
        return 0.0, timeline.ended(0)
    return 0.0, inf  # it did not exist yet, or was deleted already


def _judge_end(code: str, timeline: Timeline, *, version: int | None, verdict: Verdict) -> None:
    least = timeline.acknowledged_before(inf)
    deleted = least == 0 or timeline.deletion is not None
    if (version is None and not deleted) or (version is not None and version < least):
        verdict.note("lost", f"{code}: version {version} in the database, version {least} was acknowledged")
