"""Findings about requests as a whole: connections, answers that a client already has, rows on two pages."""

from collections.abc import Iterator

from bench.diagnose.exploration import repeated_ids
from bench.diagnose.finding import PATTERNS, Evidence, Finding

# Of the requests that ask the database.
LEAST_PART = 0.9


def connections(evidence: Evidence) -> Iterator[Finding]:
    requests, first = evidence.with_statements, evidence.exploration.first
    if evidence.sessions is not None and requests and evidence.sessions >= LEAST_PART * requests:
        yield Finding(
            kind="connection",
            title="A connection for each request",
            evidence=f"{evidence.sessions} connections for {requests} requests; one takes {evidence.connect_ms:.1f} ms",
            share=min(1.0, evidence.connect_ms / first.wall_ms),
            question=first.question.name,
            mends="a pool of connections, or CONN_MAX_AGE in a synchronous service",
            pattern="naive/crm_naive/settings.py",
        )


def not_modified(evidence: Evidence) -> Iterator[Finding]:
    first, again = evidence.exploration.first, evidence.exploration.conditional
    if again and again.answer.status == 200 and again.answer.body == first.answer.body:
        yield Finding(
            kind="not_modified",
            title="Answers that could be a 304",
            evidence=f"a client that sends the validator of its answer back gets the same {len(first.answer.body):,} "
            "bytes with status 200",
            share=0.0,
            question=first.question.name,
            mends="ConditionalGetMiddleware, or django.views.decorators.http.condition",
            pattern="",
        )


def repeated_rows(evidence: Evidence) -> Iterator[Finding]:
    found = evidence.exploration
    if twice := repeated_ids(found.pages) & repeated_ids(found.walked_again):
        rows = sum(page.rows for page in found.pages)
        yield Finding(
            kind="repeated_rows",
            title="Rows on two pages",
            evidence=f"{len(twice)} of {rows} rows are on two of the first {len(found.pages)} pages, and again when "
            "these were asked once more; as many others are on none",
            share=0.0,
            question="pages one after the other",
            mends="an ordering that ends with a unique column",
            pattern=f"{PATTERNS}/keyset_pagination.py",
        )
