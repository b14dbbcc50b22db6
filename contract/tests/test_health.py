from checked_client import CheckedClient


def test_the_service_says_that_it_lives_and_is_ready(api: CheckedClient) -> None:
    for path in ("/livez", "/readyz"):
        response = api.get(path)
        assert (response.status_code, response.json()) == (200, {"status": "ok"})
