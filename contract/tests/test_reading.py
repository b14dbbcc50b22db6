import pytest
from crm_contract.sample_data.customers import Create, whole_customer
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient


def test_a_customer_reads_as_the_answer_to_its_creation(api: CheckedClient, create: Create) -> None:
    created = create(**whole_customer())
    assert api.customer(created["id"]).json() == created


def test_leading_zeros_of_an_id_change_nothing(api: CheckedClient, create: Create) -> None:
    created = create()
    assert api.get(f"{CUSTOMERS}/000{created['id']}").json() == created


@pytest.mark.parametrize(
    "identity",
    [
        "0",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551617",
        "9" * 400,
        "-1",
        "+1",
        "1.0",
        "1e3",
        "0x1",
        "abc",
        "null",
        "%20",
        "1%20",
        "%D9%A3",  # the Arabic digit three
        "%EF%BC%91",  # the fullwidth digit one
        "1%00",
        "1%0A",
        "%FF",
        "%ED%A0%80",  # half of a surrogate pair
        "1;2",
        "1/addresses",
        "1%2F2",
        "..%2F1",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_an_id_that_no_customer_has_is_not_found(api: CheckedClient, method: str, identity: str) -> None:
    assert api.request(method, f"{CUSTOMERS}/{identity}").status_code == 404


def test_an_existing_id_is_found_only_in_ascii_digits(api: CheckedClient, create: Create) -> None:
    identity = str(create()["id"])
    arabic, fullwidth = ("".join(chr(zero + int(digit)) for digit in identity) for zero in (0x660, 0xFF10))
    for other in (
        arabic,
        fullwidth,
        f"+{identity}",
        f"{identity}.0",
        f"%20{identity}",
        f"{identity}%20",
        f"{identity}%0A",
    ):
        assert api.get(f"{CUSTOMERS}/{other}").status_code == 404, other


@pytest.mark.parametrize("path", ["/", "/api", "/api/v1", "/api/v2/customers", "/api/v1/customer", "/api/v1/Customers"])
def test_an_unknown_path_is_not_found(api: CheckedClient, path: str) -> None:
    assert api.get(path).status_code == 404


def test_a_trailing_slash_is_another_path_and_not_found(api: CheckedClient, create: Create) -> None:
    identity = create()["id"]
    for path in (f"{CUSTOMERS}/", f"{CUSTOMERS}/{identity}/"):
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            assert api.request(method, path).status_code == 404, (method, path)
    assert api.customer(identity).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("identity", ["0", "9223372036854775807", "9223372036854775808", "abc"])
def test_a_missing_customer_cannot_be_changed(api: CheckedClient, method: str, identity: str) -> None:
    assert api.request(method, f"{CUSTOMERS}/{identity}", json=whole_customer()).status_code == 404
