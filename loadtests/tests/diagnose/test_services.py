"""Three services that are not ours: what is there is found, and nothing else."""

from collections.abc import Callable

import pytest
from bench.diagnose.diagnosis import Diagnosis
from bench.diagnose.request import DiagnosisRequest
from bench.diagnose.run import diagnose

pytestmark = pytest.mark.servers

type Serve = Callable[[str], tuple[str, str]]

EXPECTED = {
    # Prefetched lines are no N+1; the index serves both directions of the ordering.
    "orders": ("/api/orders/", {"count", "offset"}),
    # A joined author is no N+1; a filter by author has the index of its foreign key.
    "books": ("/api/books", {"count", "offset"}),
    # Without a count, a page size and a specification. Django opens a connection for each request by default.
    "events": ("/events/", {"n_plus_one", "offset", "connection"}),
}


def diagnosed(serve: Serve, project: str, path: str = "") -> Diagnosis:
    url, database = serve(project)
    return diagnose(DiagnosisRequest(url + (path or EXPECTED[project][0]), database), print)


def kinds(diagnosis: Diagnosis) -> set[str]:
    return {finding.kind for finding in diagnosis.findings}


@pytest.mark.parametrize("project", EXPECTED)
def test_a_users_service_has_its_findings_and_no_other(project: str, serve: Serve) -> None:
    diagnosis = diagnosed(serve, project)
    assert kinds(diagnosis) == EXPECTED[project][1]
    assert all(0 <= finding.share <= 1 for finding in diagnosis.findings)
    assert diagnosis.requests < 100
    for finding in diagnosis.findings:
        if finding.kind == "n_plus_one":
            # The others are the page, and the time zone of the new connection.
            assert finding.evidence == "25 of the 27 statements of a page: 25 rows take 27 statements"
            assert finding.statements[0].startswith('25× SELECT … FROM "events_venue" WHERE "events_venue"."id" = $1')


@pytest.mark.slow
@pytest.mark.parametrize("project", EXPECTED)
def test_twenty_runs_find_the_same(project: str, serve: Serve) -> None:
    assert [kinds(diagnosed(serve, project)) for _ in range(20)] == [EXPECTED[project][1]] * 20


@pytest.mark.slow
def test_rows_on_two_pages_are_found_and_a_random_order_needs_no_index(serve: Serve) -> None:
    assert kinds(diagnosed(serve, "events", "/shuffled/")) == {"repeated_rows", "connection"}


@pytest.mark.slow
def test_an_etag_that_is_not_compared_is_found(serve: Serve) -> None:
    assert "not_modified" in kinds(diagnosed(serve, "events", "/tagged/"))
