import pytest
from crm_contract.sample_data.customers import Create, new_address, new_customer, unique, whole_customer
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient, error_fields

READ_ONLY = {"id", "created", "last_updated"}


def test_a_created_customer_is_answered_with_everything_that_was_sent(api: CheckedClient, create: Create) -> None:
    sent = whole_customer()
    answered = create(**sent)
    assert {name: value for name, value in answered.items() if name not in READ_ONLY} == sent


def test_the_location_is_absolute_and_leads_to_the_customer(api: CheckedClient, create: Create) -> None:
    response = api.post(CUSTOMERS, json=new_customer())
    location = response.headers["Location"]
    assert location == str(api.base_url.join(f"{CUSTOMERS}/{response.json()['id']}"))
    assert api.get(location).json() == response.json()
    assert api.delete(location).status_code == 204


def test_omitted_members_get_their_defaults(create: Create) -> None:
    created = create(customer_id=(customer_id := unique()), first_name="Ada", last_name="Lovelace")
    assert {name: value for name, value in created.items() if name not in READ_ONLY} == {
        "customer_id": customer_id,
        "first_name": "Ada",
        "last_name": "Lovelace",
        "gender": "undefined",
        "phone_number": None,
        "birthday": None,
        "address": None,
        "relationship": {"points": 0, "last_activity": None},
    }


def test_omitted_members_of_an_address_and_a_relationship_get_their_defaults(create: Create) -> None:
    created = create(
        address={"city_code": "8004", "city": "Zürich", "country": "Switzerland"}, relationship={"points": 7}
    )
    assert created["address"]["street"] is None
    assert created["address"]["street_number"] is None
    assert created["relationship"] == {"points": 7, "last_activity": None}
    assert create(relationship={})["relationship"] == {"points": 0, "last_activity": None}


def test_unknown_and_read_only_members_are_ignored_at_every_level(create: Create) -> None:
    created = create(
        id=1,
        created="2000-01-01T00:00:00.000000Z",
        last_updated=[],
        nickname="Countess",
        address=new_address(id=7, planet="Earth"),
        relationship={"id": None, "customer": {}, "level": "gold"},
    )
    assert created["id"] != 1
    assert created["created"] > "2020"
    assert created["last_updated"] >= created["created"]
    assert created["address"] == new_address()
    assert created["relationship"] == {"points": 0, "last_activity": None}


def test_the_last_of_duplicate_keys_wins(api: CheckedClient) -> None:
    text = f'{{"customer_id": 5, "customer_id": "{unique()}", "first_name": "", "first_name": "Ada", "last_name": "L"}}'
    response = api.send_json("POST", CUSTOMERS, text=text)
    assert response.status_code == 201
    assert response.json()["first_name"] == "Ada"
    assert api.delete(response.headers["Location"]).status_code == 204


def test_a_taken_customer_id_is_refused_by_name(api: CheckedClient, create: Create) -> None:
    taken = create()["customer_id"]
    assert error_fields(api.post(CUSTOMERS, json=new_customer(customer_id=taken))) == ["customer_id"]
    assert len(api.results(customer_id=taken)) == 1


def test_a_customer_id_is_taken_after_normalisation_and_only_in_its_own_case(
    api: CheckedClient, create: Create
) -> None:
    word = unique()
    create(customer_id=f"{word}-é")
    assert error_fields(api.post(CUSTOMERS, json=new_customer(customer_id=f"{word}-e\u0301"))) == ["customer_id"]
    assert create(customer_id=f"{word}-É")["customer_id"] == f"{word}-É"


def test_text_is_nfc_normalised(create: Create) -> None:
    created = create(first_name="Zoe\u0308", address=new_address(city="Zu\u0308rich"))
    assert created["first_name"] == "Zo\u00eb"
    assert created["address"]["city"] == "Z\u00fcrich"


@pytest.mark.parametrize("text", [" Ada", "Ada ", "\tAda\n", "\u00a0Ada\u2003", " "])
def test_text_is_never_trimmed(create: Create, text: str) -> None:
    assert create(first_name=text)["first_name"] == text


@pytest.mark.parametrize(
    "text",
    [
        "%_\\",
        "O'Brien",
        'say "hi"',
        "İıßẞΣς",
        "𝔸🎉👩‍👩‍👧",
        "\u0001\u001f\u007f",
        "\u2028\u2029",
        "\ufffe\uffff",
        "</script>",
        "null",
    ],
)
def test_every_character_but_nul_comes_back_as_it_was_sent(api: CheckedClient, create: Create, text: str) -> None:
    created = create(last_name=text)
    assert created["last_name"] == text
    assert api.customer(created["id"]).json()["last_name"] == text


def test_length_is_counted_in_characters_after_normalisation(api: CheckedClient, create: Create) -> None:
    assert create(first_name="e\u0301" * 100)["first_name"] == "é" * 100
    assert create(first_name="🎉" * 100)["first_name"] == "🎉" * 100
    # NFC makes two characters of this one.
    assert error_fields(api.post(CUSTOMERS, json=new_customer(first_name="\u0958" * 51))) == ["first_name"]


def test_the_longest_values_are_accepted(create: Create) -> None:
    longest = {
        "customer_id": unique().ljust(32, "x"),
        "first_name": "f" * 100,
        "last_name": "l" * 100,
        "phone_number": "5" * 32,
        "address": {
            "street": "s" * 100,
            "street_number": "1" * 20,
            "city_code": "8" * 20,
            "city": "c" * 100,
            "country": "o" * 100,
        },
        "relationship": {"points": 2147483647, "last_activity": "9999-12-31T23:59:59.999999Z"},
    }
    answered = create(**longest)
    assert {name: answered[name] for name in longest} == longest


@pytest.mark.parametrize("birthday", ["0001-01-01", "1600-02-29", "9999-12-31"])
def test_birthdays_keep_four_digits_of_the_year(create: Create, birthday: str) -> None:
    assert create(birthday=birthday)["birthday"] == birthday


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("2024-05-31T22:15:00+02:00", "2024-05-31T20:15:00.000000Z"),
        ("2024-05-31T22:15:00.5-23:59", "2024-06-01T22:14:00.500000Z"),
        ("2024-05-31T22:15:00.000001Z", "2024-05-31T22:15:00.000001Z"),
        ("2024-05-31T22:15:00-00:00", "2024-05-31T22:15:00.000000Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"),
        ("9999-12-31T23:59:59.999999+00:00", "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_the_last_activity_is_stored_in_utc_to_the_microsecond(create: Create, sent: str, stored: str) -> None:
    assert create(relationship={"last_activity": sent})["relationship"]["last_activity"] == stored
