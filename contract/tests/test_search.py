"""Search: every term must be a prefix of a word of the customer."""

import pytest
from crm_contract.oracle.customers import Json
from crm_contract.oracle.lists import Oracle
from crm_contract.oracle.parameters import Query, parse_query
from crm_contract.sample_data.customers import Create, from_json, new_address, unique
from crm_contract.service_under_test.checked_client import CheckedClient, error_fields

SAMPLE: list[dict[str, Json]] = [
    {"first_name": "Jean-Luc", "last_name": "O'Neill", "phone_number": "+33 1 4455-6677"},
    {"first_name": "jean", "last_name": "Lucas", "address": new_address(city="São Paulo", country="Brasil")},
    {"first_name": "İpek", "last_name": "Işık", "address": new_address(street="İstiklal Caddesi 5a", city="İzmir")},
    {"first_name": "ΣΊΣΥΦΟΣ", "last_name": "ς", "address": new_address(street_number="4711xyz", street=None)},
    {"first_name": "Weiß", "last_name": "STRAẞE", "address": new_address(city_code="AB-12 3CD", country="Österreich")},
    {"first_name": "r2d2", "last_name": "%_\\", "phone_number": None},
    {"first_name": "a", "last_name": "日本語テスト", "phone_number": "٣٤٥"},
    {"first_name": "x²y½z", "last_name": "semi;colon_under", "address": new_address(street="Ⅷ. Bezirk", city="हिन्दी")},
    {"first_name": "Żółć", "last_name": "Ada\u2028Bea", "address": new_address(country="Côte d’Ivoire")},
]


class Customers:
    def __init__(self, api: CheckedClient, create: Create) -> None:
        self.api = api
        self.token = unique()
        rows = [create(customer_id=f"{self.token}-{n}", **person) for n, person in enumerate(SAMPLE)]
        self._oracle = Oracle(map(from_json, rows))

    def found(self, search: str) -> list[str]:
        """Assert that the service finds what the oracle finds, and return the first names."""
        query = parse_query([("search", search)])
        assert isinstance(query, Query), query
        response = self.api.list(customer_id=self.token, search=search)
        assert response.status_code == 200, response.text
        names = [row["first_name"] for row in response.json()["results"]]
        assert names == [customer.first_name for customer in self._oracle.select(query)]
        return sorted(names)


@pytest.fixture(scope="module")
def customers(api: CheckedClient, create_for_module: Create) -> Customers:
    return Customers(api, create_for_module)


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("jean", ["Jean-Luc", "jean"]),
        ("JEAN", ["Jean-Luc", "jean"]),
        ("ean", []),
        ("luc", ["Jean-Luc", "jean"]),
        ("jean-luc", ["Jean-Luc", "jean"]),
        ("lucas jean", ["jean"]),
        ("jeanluc", []),
        ("neill", ["Jean-Luc"]),
        ("o'neill", ["Jean-Luc"]),
        ("oneill", []),
        ("4455", ["Jean-Luc"]),
        ("445566", []),
        ("+33 (1) 44", ["Jean-Luc"]),
        ("paulo sao", []),
        ("paulo são", ["jean"]),
        ("paulo sa\u0303o", ["jean"]),
        ("brasil london", []),
        ("ipek", ["İpek"]),
        ("İPEK", ["İpek"]),
        ("istiklal", ["İpek"]),
        ("Işık", ["İpek"]),  # I becomes i, and ı stays ı
        ("işık", ["İpek"]),
        ("IŞIK", []),
        ("ışık", []),
        ("5a", ["İpek"]),
        ("σίσυφοσ", ["ΣΊΣΥΦΟΣ"]),
        ("σίσυφος", []),  # ς is a lower-case letter of its own
        ("ς", ["ΣΊΣΥΦΟΣ"]),
        ("4711xyz", []),  # street_number is not searched
        ("strasse", []),
        ("straß", ["Weiß"]),
        ("straẞ", ["Weiß"]),
        ("ab 12 3c", ["Weiß"]),
        ("r2", ["r2d2"]),
        ("d2", []),
        ("a 日本", ["a"]),
        ("本", []),
        ("y", ["x²y½z"]),
        ("xy", []),
        ("colon under", ["x²y½z"]),
        ("semi;colon_under", ["x²y½z"]),
        ("bea", ["Żółć"]),
        ("żół", ["Żółć"]),
        ("zo", []),
        ("ivoire côte d", ["Żółć"]),
        ("jean nobody", []),
    ],
)
def test_every_term_is_a_prefix_of_some_word(customers: Customers, search: str, names: list[str]) -> None:
    assert customers.found(search) == names


@pytest.mark.parametrize("search", [" ", "%", "_", "\\", "'", "-- ;", "🎉", "²", "٣", "\u0301", "\u2028", "&|!():*<->"])
def test_a_search_without_a_term_is_no_search(customers: Customers, search: str) -> None:
    assert len(customers.found(search)) == len(SAMPLE)


@pytest.mark.parametrize(
    "search", ["jean%", "jea_", "jean:*", "!jean", "jean | paulo", "jean & luc", "(jean)", "'jean", "jean*", "^jean$"]
)
def test_operators_of_other_search_languages_are_separators(customers: Customers, search: str) -> None:
    customers.found(search)


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("हिन्दी", ["x²y½z"]),
        ("हिन्", ["x²y½z"]),
        ("ह", ["x²y½z"]),
        ("हन", []),
        ("न", []),
        ("द", []),
        ("\u093fहि", ["x²y½z"]),  # the first mark follows no letter
        ("bezirk", ["x²y½z"]),
        ("Ⅷ bezirk", ["x²y½z"]),  # no letter
    ],
)
def test_a_mark_belongs_to_the_letter_before_it(customers: Customers, search: str, names: list[str]) -> None:
    assert customers.found(search) == names


def test_a_mark_that_follows_no_letter_is_a_separator(api: CheckedClient, create: Create) -> None:
    token = unique()
    create(customer_id=token, first_name="\u0301anna", last_name="1\u0301\u0302berta -\u093fclara d\u0301e")
    found = {
        search: len(api.list(customer_id=token, search=search).json()["results"])
        for search in ["anna", "1", "berta", "clara", "d\u0301e", "d", "e", "1\u0301berta", "d\u0302"]
    }
    assert found == dict.fromkeys(["anna", "1", "berta", "clara", "d\u0301e", "d", "1\u0301berta"], 1) | {
        "e": 0,
        "d\u0302": 0,
    }


def test_five_terms_are_taken_and_six_are_not(customers: Customers) -> None:
    assert customers.found("jean luc o neill 33") == ["Jean-Luc"]
    assert customers.found("j-l/o.n,3") == ["Jean-Luc"]
    assert error_fields(customers.api.list(search="a b c d e f")) == ["search"]
    assert error_fields(customers.api.list(search="a-b-c-d-e-a")) == ["search"]


def test_a_term_takes_50_characters_and_a_search_100(customers: Customers) -> None:
    assert customers.found("x" * 50) == []
    assert customers.found("x" * 50 + "-" + "y" * 49) == []
    assert customers.found("-" * 100) != []
    assert error_fields(customers.api.list(search="x" * 51)) == ["search"]
    assert error_fields(customers.api.list(search="a" + " " * 100)) == ["search"]
    assert error_fields(customers.api.list(search="🎉" * 101)) == ["search"]
