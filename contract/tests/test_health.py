from crm_contract.service_under_test.checked_client import CheckedClient


def test_the_service_reports_that_it_runs(api: CheckedClient) -> None:
    response = api.get("/livez")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_the_service_reports_that_it_is_ready(api: CheckedClient) -> None:
    response = api.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (200, "ok")
