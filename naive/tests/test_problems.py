import pytest
from django.test import Client
from factories import LIST, Send, a_body, a_customer
from problem import is_problem

pytestmark = pytest.mark.django_db

ONE = f"{LIST}/{{pk}}"


def test_a_400_names_each_field_once_in_order_and_never_repeats_the_input(client: Client, send: Send) -> None:
    secret = "s3cr3t"
    for response in [
        client.get(
            LIST, {"page": secret, "gender": secret, "ordering": secret, "has_address": secret, "points_min": secret}
        ),
        send(
            "POST", LIST, {"gender": secret, "birthday": secret, "address": secret, "relationship": {"points": secret}}
        ),
        send("POST", LIST, b'"s3cr3t'),
        send("POST", LIST, a_body(first_name="\ud83d", last_name="\0s3cr3t")),
    ]:
        assert is_problem(response, 400)
        assert list(response.json()) == ["type", "title", "status", "detail", "errors"]
        fields = [error["field"] for error in response.json()["errors"]]
        assert fields == sorted(set(fields))
        assert secret not in response.content.decode()
        assert "D83D" not in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/nope",
        "/api/v1",
        "/api/v1/",
        "/api/v1/customers/",
        "/api/v1/customers/1",
        "/api/v1/customers/1/",
        "/api/v1/customers/-1",
        "/api/v1/customers/x",
        "/api/v1/customers/1.json",
        "/api/v1/customers/1%0A",
        "/api/v1/customers/%D9%A1",
        "/api/v1/customers/9223372036854775808",
        "/api/v1/customers/" + "9" * 5000,
        "/api/v1/customers.json",
        "/livez/",
        "/static/nope.js",
        "/%00",
        "/%FF",
    ],
)
def test_an_unknown_path_or_customer_is_a_404(client: Client, path: str) -> None:
    response = client.get(path)

    assert is_problem(response, 404)
    assert "errors" not in response.json()


def test_an_id_may_have_leading_zeros(client: Client) -> None:
    customer = a_customer()

    assert client.get(f"{LIST}/000{customer.pk}").json()["id"] == customer.pk


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_the_list_allows_get_head_and_post(client: Client, method: str) -> None:
    response = client.generic(method, LIST)

    assert is_problem(response, 405)
    assert set(response["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


@pytest.mark.parametrize("method", ["POST", "OPTIONS", "TRACE"])
def test_one_customer_allows_get_head_put_patch_and_delete(client: Client, method: str) -> None:
    response = client.generic(method, f"{LIST}/{a_customer().pk}")

    assert is_problem(response, 405)
    assert set(response["Allow"].split(", ")) == {"GET", "HEAD", "PUT", "PATCH", "DELETE"}


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/api/swagger", "/api/openapi.json"])
@pytest.mark.parametrize("method", ["POST", "OPTIONS"])
def test_everything_else_is_read_only(client: Client, method: str, path: str) -> None:
    response = client.generic(method, path)

    assert is_problem(response, 405)
    assert set(response["Allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize("body", [b"", b"[", b"{}", b"[]"])
def test_a_write_to_an_unknown_customer_is_a_404_whatever_its_body(send: Send, body: bytes) -> None:
    assert is_problem(send("PATCH", f"{LIST}/1", body), 404)


def test_queries_of_five_megabytes_are_refused(client: Client) -> None:
    for query in ["search=" + "a" * 5_000_000, "x" * 5_000_000, "page=" + "9" * 5_000_000, "a=1&" * 1_250_000]:
        assert is_problem(client.get(f"{LIST}?{query}"), 400)


def test_a_host_of_another_service_is_a_400(client: Client) -> None:
    assert is_problem(client.get(LIST, headers={"Host": "evil.example"}), 400)


def test_an_error_of_the_service_is_a_500_without_details(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("s3cr3t")

    monkeypatch.setattr("crm_naive.customers.views.CustomerViewSet.get_queryset", fail)
    client.raise_request_exception = False

    response = client.get(LIST)

    assert is_problem(response, 500)
    assert b"s3cr3t" not in response.content
