import pytest
from crm_optimized.infrastructure.models import Address, Customer
from django.db import connection


@pytest.mark.django_db
def test_the_first_letter_of_every_word_is_a_lexeme_but_no_digit() -> None:
    customer = Customer.objects.create(customer_id="7QK-3F9D2", first_name="Anna-Lena", last_name="O'Neil")
    Address.objects.create(customer=customer, street_number="Z", city_code="ß1", city="Évry", country="日本")
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(search_vector) FROM customers_customer")
        ((lexemes,),) = cursor.fetchall()
    assert {lexeme for lexeme in lexemes if lexeme[0] == "^"} == {f"^{letter}" for letter in "alonßé日"}
