"""Two things more that the search index and the vocabulary know, for texts that are too short for the others.

*Initials*: the first letter of every word is a fact of its own, `^a`. A search for `q x z` intersected all words that begin
with q, all with x and all with z in 260 ms; three facts take 23. Digits begin too many words to be rare together.

*Pairs*: of customer_id and phone_number, in which nearly every customer has another value, the vocabulary knows every two
signs that stand beside each other, where digits of a phone number are all alike. What has other neighbours is in none of
them. Without, a look at all values of three million customers said so, in 400 ms.
"""

from typing import ClassVar

from django.db import migrations

INITIALS = """
CREATE OR REPLACE FUNCTION customers_set_search_vector() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    address customers_address;
    words text[];
    word text;
    initials text[];
BEGIN
    SELECT * INTO address FROM customers_address WHERE customer_id = NEW.id;
    words := customers_words(concat_ws(
        ' ', NEW.first_name, NEW.last_name, NEW.customer_id, NEW.phone_number,
        address.street, address.city, address.city_code, address.country
    ));
    FOREACH word IN ARRAY words LOOP  -- half the time of a SELECT
        IF ascii(word) > ascii('9') THEN
            initials := initials || ('^' || left(word, 1));
        END IF;
    END LOOP;
    NEW.search_vector := array_to_tsvector(
        words || initials || array_remove(ARRAY['=' || NEW.gender, '#' || address.street_number], NULL)
    );
    RETURN NEW;
END $$;
"""

LEARN_NAMES = """
CREATE OR REPLACE FUNCTION customers_learn_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {unless}
    INSERT INTO customers_vocabulary
    SELECT * FROM (
        SELECT DISTINCT 'first_name' AS column_name, first_name AS value FROM written
        UNION ALL SELECT DISTINCT 'last_name', last_name FROM written
        -- From the first sign, which has a neighbour, to the last, which has none.
        UNION ALL SELECT DISTINCT 'customer_id', substr(customer_id, place, 2)
        FROM generate_series(1, (SELECT max(length(customer_id)) FROM written)) AS place, written
        UNION ALL SELECT DISTINCT 'phone_number', substr(shape, place, 2)
        FROM (SELECT DISTINCT translate(phone_number, '012345678', '999999999') FROM written) AS phone_numbers (shape),
            generate_series(1, length(shape)) AS place
    ) AS used
    WHERE value <> '' AND NOT EXISTS (
        SELECT FROM customers_vocabulary known WHERE (known.column_name, known.value) = (used.column_name, used.value)
    )
    ORDER BY column_name, value
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
"""

# Of what is there already. Fires both triggers for every customer.
RENEW = "UPDATE customers_customer SET search_vector = NULL;"

# An address that changes updates its customer, whose names are known already.
NOTHING_NEW = """IF TG_OP = 'UPDATE' THEN
        IF NOT EXISTS (
            SELECT FROM written JOIN before USING (id)
            WHERE (written.first_name, written.last_name, written.customer_id, written.phone_number)
                IS DISTINCT FROM (before.first_name, before.last_name, before.customer_id, before.phone_number)
        ) THEN
            RETURN NULL;
        END IF;
    END IF;
"""

WITH_WHAT_WAS_BEFORE = """
DROP TRIGGER customers_vocabulary_updated ON customers_customer;
CREATE TRIGGER customers_vocabulary_updated AFTER UPDATE ON customers_customer
REFERENCING OLD TABLE AS before NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION customers_learn_names();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("customers", "0003_database_cascades")]
    operations: ClassVar = [
        migrations.RunSQL(INITIALS + LEARN_NAMES.format(unless="") + RENEW),
        migrations.RunSQL(WITH_WHAT_WAS_BEFORE + LEARN_NAMES.format(unless=NOTHING_NEW)),
    ]
