from crm_contract.service_under_test.checked_client import CheckedClient


def test_the_service_says_that_it_lives(api: CheckedClient) -> None:
    response = api.get("/livez")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_the_service_says_that_it_is_ready_and_may_say_more(api: CheckedClient) -> None:
    response = api.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (200, "ok")
