"""The triggers keep the search vector equal to the words of the row and its address, whatever wrote them."""

import pytest
from crm_optimized.infrastructure.models import Address, Customer
from django.db import connection

pytestmark = pytest.mark.django_db


def lexemes(customer: Customer) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(search_vector) FROM customers_customer WHERE id = %s", [customer.id])
        return set(cursor.fetchone()[0])


def words(customer: Customer) -> set[str]:
    """Without the gender and the street number, which begin with a sign."""
    return {lexeme for lexeme in lexemes(customer) if lexeme[0].isalnum()}


@pytest.fixture
def customer() -> Customer:
    return Customer.objects.create(
        customer_id="7QK-3F9D2", first_name="Anna-Lena", last_name="O'Neil", phone_number="+49 30/1234"
    )


NAMES = {"7qk", "3f9d2", "anna", "lena", "o", "neil", "49", "30", "1234"}


def test_words_are_lower_case_and_cut_at_whatever_is_no_letter_or_digit(customer: Customer) -> None:
    assert words(customer) == NAMES


def test_an_address_adds_its_words_and_takes_them_away(customer: Customer) -> None:
    address = Address.objects.create(customer=customer, street="Höhe 5", city_code="D-1", city="ÉVRY", country="İran")
    assert words(customer) == NAMES | {"höhe", "5", "d", "1", "évry", "iran"}
    address.city = "Köln"
    address.save()
    assert words(customer) == NAMES | {"höhe", "5", "d", "1", "köln", "iran"}
    Address.objects.filter(customer=customer).delete()
    assert words(customer) == NAMES


def test_a_street_number_is_not_searched(customer: Customer) -> None:
    Address.objects.create(customer=customer, street_number="77", city_code="1", city="Rom", country="Italia")
    assert "77" not in words(customer)


def test_a_bulk_update_keeps_the_words(customer: Customer) -> None:
    Customer.objects.update(first_name="Zoë", phone_number=None)
    assert words(customer) == {"7qk", "3f9d2", "zoë", "o", "neil"}


def test_raw_sql_keeps_the_words(customer: Customer) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE customers_customer SET last_name = 'Meyer', search_vector = 'forged'")
    assert words(customer) == (NAMES - {"o", "neil"}) | {"meyer"}


def test_text_without_words_makes_no_words() -> None:
    customer = Customer.objects.create(customer_id="-", first_name="%", last_name="_\\")
    assert words(customer) == set()


def test_gender_and_street_number_are_lexemes_too(customer: Customer) -> None:
    Address.objects.create(customer=customer, street_number="12 B'", city_code="1", city="Rom", country="Italia")
    Customer.objects.update(gender="other")
    assert {lexeme for lexeme in lexemes(customer) - words(customer) if lexeme[0] != "^"} == {"=other", "#12 B'"}
