"""A diagnosis from its first look at the database to its findings."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from bench.diagnose.asking import Asked, Asking, Question
from bench.diagnose.database import Database
from bench.diagnose.diagnosis import Diagnosis, findings_of, page_of
from bench.diagnose.exploration import FIRST_TIMES, Exploration, Explorer
from bench.diagnose.finding import Evidence
from bench.diagnose.others import watch_others
from bench.diagnose.plans import Planner
from bench.diagnose.preconditions import nothing_asked, require_rows
from bench.diagnose.redaction import redacted_url
from bench.diagnose.request import DiagnosisRequest
from bench.diagnose.service import NoBudgetError, Service
from bench.diagnose.statements import SESSIONS, StatementWatch
from bench.errors import BenchError

# A session of the service that goes on tells its statistics within a second.
STATISTICS_S = 1.2


def diagnose(request: DiagnosisRequest, says: Callable[[str], None]) -> Diagnosis:
    began = time.monotonic()
    with Service(request) as service, Database(request.database) as database:
        database.require_statistics()
        round_trip_ms, connect_ms = database.round_trip_ms(), database.connect_ms()
        watch = StatementWatch(database)
        asking = Asking(service, watch, database=database)
        once = _first_page(asking, service, times=1)
        others = watch_others(database, watch)
        asking.others_write = bool(others.changes)
        sessions, asked_before = database.number(SESSIONS), asking.with_statements
        first = _first_page(asking, service, times=FIRST_TIMES)
        if once.statements and not first.statements:
            first = replace(once, cached=True)
        says(f"first page: {first.rows} rows, {first.calls} statements, {first.blocks:,} blocks")
        found = Explorer(asking, service, first=first, specification=request.specification).explore(says)
        if not any(asked.statements for asked in found.everything):
            raise nothing_asked(database, watch)
        time.sleep(STATISTICS_S)
        asking.require_no_change()
        planner = Planner(database)
        evidence = Evidence(
            exploration=found,
            planner=planner,
            round_trip_ms=round_trip_ms,
            connect_ms=connect_ms,
            sessions=None if others.sessions else database.number(SESSIONS) - sessions,
            with_statements=asking.with_statements - asked_before,
        )
        findings = findings_of(evidence)
        return Diagnosis(
            url=redacted_url(request.url),
            findings=findings,
            pages=[page_of(asked, round_trip_ms=round_trip_ms) for asked in found.everything],
            notes=[*others.words(), *_notes(found, planner)],
            requests=service.requests,
            duration_s=time.monotonic() - began,
        )


def _first_page(asking: Asking, service: Service, *, times: int) -> Asked:
    try:
        first = asking.ask(Question("first page", service.target), times)
    except NoBudgetError:
        raise BenchError("The first page takes longer than this diagnosis may. Allow more: --seconds.") from None
    require_rows(first)
    return first


def _notes(found: Exploration, planner: Planner) -> Iterator[str]:
    if found.known is None:
        yield (
            "No OpenAPI document describes this list, so orderings, filters and searches were not asked. "
            "--specification names one."
        )
    if found.paging.kind == "none":
        yield "No second page was found."
    if found.conditional is None:
        size = len(found.first.answer.body)
        yield f"Answers have no ETag and no Last-Modified: a client that has the page gets its {size:,} bytes again."
    if any(asked.cached for asked in found.everything):
        yield "A cache answered repeated requests. The figures are those of the first request of each."
    if silent := sum(not asked.statements for asked in found.everything):
        yield f"{silent} of {len(found.everything)} questions asked the database nothing, so nothing is said of them."
    if planner.failures:
        yield f"{len(planner.failures)} statements could not be planned, and nothing is said of their indexes."
    if found.left_out:
        yield "The requests or the time did not suffice for everything: --requests and --seconds allow more."
