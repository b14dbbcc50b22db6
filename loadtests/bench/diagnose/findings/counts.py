"""COUNT: each page counts all rows that match."""

from collections.abc import Iterator

from bench.diagnose.finding import PATTERNS, Evidence, Finding, is_count, share_of, shown

# Blocks of 8 kB. 16 hold some 15 000 entries of an index, or 1 000 rows. A smaller count takes under a millisecond.
LEAST_BLOCKS = 16


def counts(evidence: Evidence) -> Iterator[Finding]:
    found = evidence.exploration
    counting = [each for each in found.first.statements if is_count(each) and each.work.blocks >= LEAST_BLOCKS]
    others = [page for page in found.pages[1:] if page.statements]
    on_each = [each for each in counting if all(page.called(each.key) for page in others)]
    if on_each:
        blocks = sum(each.work.blocks for each in on_each)
        yield Finding(
            kind="count",
            title="COUNT on every page",
            evidence=f"{blocks:,} of the {found.first.blocks:,} blocks that the first page reads, again on each page",
            share=share_of(found.first, on_each, round_trip_ms=evidence.round_trip_ms),
            question=found.first.question.name,
            mends="pages without a count",
            pattern=f"{PATTERNS}/keyset_pagination.py",
            statements=shown(on_each),
        )
