"""The search vector: all that the search index knows of a customer, as PostgreSQL lexemes without a language.

Words are cut by the contract's own rule (lower case, split at whatever is no letter or digit): 'english' turns Hayes into
'hay' and drops Will, and the default parser takes codes apart. Besides the words, which a search finds by their
beginnings, there are facts, which begin with a sign that no search has: `=female`, `#12b` for the street's number.

The vocabulary: every value that a name or a part of an address has ever had, for the contains filters. It never forgets:
a value that nobody has any more costs a vain look, and nobody's write has to wait for another's.

Triggers keep both, so that no write path, raw SQL included, can forget them; a generated column could not see the
address. A load inserts customers in batches, addresses before them and with their triggers silent: hence the statement's
trigger, which reads the batch's addresses too.
"""

from typing import ClassVar

from django.db import migrations

SEARCH_VECTOR = """
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
    ) || array_to_tsvector(array_remove(ARRAY['=' || NEW.gender, '#' || address.street_number], NULL));
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

VOCABULARY = """
CREATE TABLE customers_vocabulary (column_name text, value text, PRIMARY KEY (column_name, value));

-- The lexemes that the search vector of a customer with this value has.
CREATE FUNCTION customers_facts(column_name text, value text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE column_name WHEN 'street_number' THEN ARRAY['#' || value] ELSE tsvector_to_array(customers_words(value)) END;

CREATE FUNCTION customers_learn_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO customers_vocabulary VALUES ('first_name', NEW.first_name), ('last_name', NEW.last_name)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE FUNCTION customers_learn_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO customers_vocabulary
    SELECT * FROM (VALUES
        ('city', NEW.city), ('city_code', NEW.city_code), ('country', NEW.country),
        ('street', NEW.street), ('street_number', NEW.street_number)
    ) AS written (column_name, value)
    WHERE value IS NOT NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE FUNCTION customers_learn_batch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO customers_vocabulary
    SELECT DISTINCT column_name, value
    FROM inserted LEFT JOIN customers_address a ON a.customer_id = inserted.id, LATERAL (VALUES
        ('city', a.city), ('city_code', a.city_code), ('country', a.country), ('first_name', inserted.first_name),
        ('last_name', inserted.last_name), ('street', a.street), ('street_number', a.street_number)
    ) AS written (column_name, value)
    WHERE value IS NOT NULL
    ORDER BY column_name, value  -- two batches that learn the same words must not wait for each other
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER customers_vocabulary_batch
AFTER INSERT ON customers_customer REFERENCING NEW TABLE AS inserted
FOR EACH STATEMENT EXECUTE FUNCTION customers_learn_batch();

CREATE TRIGGER customers_vocabulary_names
AFTER UPDATE OF first_name, last_name ON customers_customer FOR EACH ROW
WHEN ((OLD.first_name, OLD.last_name) IS DISTINCT FROM (NEW.first_name, NEW.last_name))
EXECUTE FUNCTION customers_learn_names();

CREATE TRIGGER customers_address_vocabulary
AFTER INSERT OR UPDATE ON customers_address FOR EACH ROW EXECUTE FUNCTION customers_learn_address();

INSERT INTO customers_vocabulary
SELECT DISTINCT column_name, value
FROM customers_customer c LEFT JOIN customers_address a ON a.customer_id = c.id, LATERAL (VALUES
    ('city', a.city), ('city_code', a.city_code), ('country', a.country), ('first_name', c.first_name),
    ('last_name', c.last_name), ('street', a.street), ('street_number', a.street_number)
) AS written (column_name, value)
WHERE value IS NOT NULL;
"""

REVERSE = """
DROP TRIGGER customers_address_vocabulary ON customers_address;
DROP TRIGGER customers_vocabulary_names ON customers_customer;
DROP TRIGGER customers_vocabulary_batch ON customers_customer;
DROP FUNCTION customers_learn_batch();
DROP FUNCTION customers_learn_address();
DROP FUNCTION customers_learn_names();
DROP FUNCTION customers_facts(text, text);
DROP TABLE customers_vocabulary;
DROP TRIGGER customers_address_search_vector ON customers_address;
DROP TRIGGER customers_search_vector ON customers_customer;
DROP FUNCTION customers_address_changed();
DROP FUNCTION customers_set_search_vector();
DROP FUNCTION customers_words(text[]);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("customers", "0001_tables")]
    operations: ClassVar = [migrations.RunSQL(SEARCH_VECTOR + VOCABULARY, REVERSE)]
