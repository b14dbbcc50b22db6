"""The search vector: all that the search index knows of a customer, as PostgreSQL lexemes without a language.

Words are cut by the contract's own rule (lower case, split at whatever is no letter or digit): 'english' turns Hayes into
'hay' and drops Will, and the default parser takes codes apart. Besides the words, which a search finds by their
beginnings, there are facts, which begin with a sign that no search has: `=female`, `#12b` for the street's number.

The vocabulary: every value that a name or a part of an address has ever had, for the contains filters. It never forgets:
a value that nobody has any more costs a vain look, and nobody's write has to wait for another's.

Triggers keep both, so that no write path, raw SQL included, can forget them; a generated column could not see the
address. Those of the vocabulary look at a whole statement at once, because a load writes thousands of rows with one.
Migration 0004 has newer versions of two of the functions, which know more.
"""

from typing import ClassVar

from django.db import migrations

WORDS = """
CREATE FUNCTION customers_words(text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN string_to_array(btrim(regexp_replace(lower($1), '[^[:alnum:]]+', ' ', 'g')), ' ');
"""

VOCABULARY = """
CREATE TABLE customers_vocabulary (column_name text, value text, PRIMARY KEY (column_name, value));

-- The lexemes that the search vector of a customer with this value has.
CREATE FUNCTION customers_facts(column_name text, value text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE column_name WHEN 'street_number' THEN ARRAY['#' || value] ELSE customers_words(value) END;

-- Sorted, because two statements that learn the same new values in another order would wait for each other for ever.
CREATE FUNCTION customers_learn_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO customers_vocabulary
    SELECT * FROM (
        SELECT DISTINCT 'first_name' AS column_name, first_name AS value FROM written
        UNION ALL SELECT DISTINCT 'last_name', last_name FROM written
    ) AS used
    WHERE NOT EXISTS (
        SELECT FROM customers_vocabulary known WHERE (known.column_name, known.value) = (used.column_name, used.value)
    )
    ORDER BY column_name, value
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE FUNCTION customers_learn_addresses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO customers_vocabulary
    SELECT * FROM (
        SELECT DISTINCT 'city' AS column_name, city AS value FROM written
        UNION ALL SELECT DISTINCT 'city_code', city_code FROM written
        UNION ALL SELECT DISTINCT 'country', country FROM written
        UNION ALL SELECT DISTINCT 'street', street FROM written
        UNION ALL SELECT DISTINCT 'street_number', street_number FROM written
    ) AS used
    WHERE value IS NOT NULL AND NOT EXISTS (
        SELECT FROM customers_vocabulary known WHERE (known.column_name, known.value) = (used.column_name, used.value)
    )
    ORDER BY column_name, value
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER customers_vocabulary_inserted AFTER INSERT ON customers_customer
REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION customers_learn_names();
CREATE TRIGGER customers_vocabulary_updated AFTER UPDATE ON customers_customer
REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION customers_learn_names();
CREATE TRIGGER customers_vocabulary_inserted AFTER INSERT ON customers_address
REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION customers_learn_addresses();
CREATE TRIGGER customers_vocabulary_updated AFTER UPDATE ON customers_address
REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION customers_learn_addresses();

UPDATE customers_address SET city = city;
"""

SEARCH_VECTOR = """
CREATE FUNCTION customers_set_search_vector() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    address customers_address;
BEGIN
    SELECT * INTO address FROM customers_address WHERE customer_id = NEW.id;
    NEW.search_vector := array_to_tsvector(
        customers_words(concat_ws(
            ' ', NEW.first_name, NEW.last_name, NEW.customer_id, NEW.phone_number,
            address.street, address.city, address.city_code, address.country
        )) || array_remove(ARRAY['=' || NEW.gender, '#' || address.street_number], NULL)
    );
    RETURN NEW;
END $$;

CREATE TRIGGER customers_search_vector
BEFORE INSERT OR UPDATE OF first_name, last_name, customer_id, phone_number, gender, search_vector ON customers_customer
FOR EACH ROW EXECUTE FUNCTION customers_set_search_vector();

-- An address changed: the customer's own trigger does the work. Before the customer exists there is nothing to do.
CREATE FUNCTION customers_address_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE customers_customer SET search_vector = NULL WHERE id = coalesce(NEW.customer_id, OLD.customer_id);
    RETURN NULL;
END $$;

CREATE TRIGGER customers_address_search_vector
AFTER INSERT OR UPDATE OR DELETE ON customers_address
FOR EACH ROW EXECUTE FUNCTION customers_address_changed();

UPDATE customers_customer SET search_vector = NULL;
"""

REVERSE = """
DROP FUNCTION customers_address_changed() CASCADE;
DROP FUNCTION customers_set_search_vector() CASCADE;
DROP FUNCTION customers_learn_addresses() CASCADE;
DROP FUNCTION customers_learn_names() CASCADE;
DROP FUNCTION customers_facts(text, text);
DROP FUNCTION customers_words(text);
DROP TABLE customers_vocabulary;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("customers", "0001_tables")]
    operations: ClassVar = [migrations.RunSQL(WORDS + VOCABULARY + SEARCH_VECTOR, REVERSE)]
