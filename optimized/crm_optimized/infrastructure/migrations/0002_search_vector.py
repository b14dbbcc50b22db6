"""The search vector: every word of a customer and their address, as PostgreSQL lexemes without a language.

Words are cut by the contract's own rule (lower case, split at whatever is no letter or digit): 'english' turns Hayes into
'hay' and drops Will, and the default parser takes codes apart. Triggers keep the vector, so that no write path, raw SQL
included, can forget it; a generated column could not see the address.
"""

from typing import ClassVar

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION customers_words(VARIADIC texts text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_to_tsvector(string_to_array(
    btrim(regexp_replace(lower(array_to_string(texts, ' ')), '[^[:alnum:]]+', ' ', 'g')), ' '
));

CREATE FUNCTION customers_set_search_vector() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    address customers_address;
BEGIN
    SELECT * INTO address FROM customers_address WHERE customer_id = NEW.id;
    NEW.search_vector := customers_words(
        NEW.first_name, NEW.last_name, NEW.customer_id, NEW.phone_number,
        address.street, address.city, address.city_code, address.country
    );
    RETURN NEW;
END $$;

-- An address changed: the customer's own trigger does the work. Before the customer exists there is nothing to do.
CREATE FUNCTION customers_address_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE customers_customer SET search_vector = NULL WHERE id = coalesce(NEW.customer_id, OLD.customer_id);
    RETURN NULL;
END $$;

CREATE TRIGGER customers_search_vector
BEFORE INSERT OR UPDATE OF first_name, last_name, customer_id, phone_number, search_vector ON customers_customer
FOR EACH ROW EXECUTE FUNCTION customers_set_search_vector();

CREATE TRIGGER customers_address_search_vector
AFTER INSERT OR UPDATE OR DELETE ON customers_address
FOR EACH ROW EXECUTE FUNCTION customers_address_changed();

UPDATE customers_customer SET search_vector = NULL;
"""

REVERSE = """
DROP TRIGGER customers_address_search_vector ON customers_address;
DROP TRIGGER customers_search_vector ON customers_customer;
DROP FUNCTION customers_address_changed();
DROP FUNCTION customers_set_search_vector();
DROP FUNCTION customers_words(text[]);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("customers", "0001_tables")]
    operations: ClassVar = [migrations.RunSQL(FUNCTIONS, REVERSE)]
