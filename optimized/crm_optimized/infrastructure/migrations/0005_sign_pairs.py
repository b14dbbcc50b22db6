"""Pairs of signs: which two signs follow each other in some customer_id or phone number (`search/sign_pairs.py`).

All digits of a phone number count as the same sign. The table never forgets a pair. Triggers for each statement keep
it.
"""

from typing import ClassVar

from django.db import migrations

# From the first sign, which has a neighbour, to the last, which has none.
# Sorted, because two statements that add the same pairs in another order would wait for each other forever.
ADD_PAIRS = """
CREATE OR REPLACE FUNCTION customers_add_sign_pairs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {unless}
    INSERT INTO customers_sign_pairs
    SELECT * FROM (
        SELECT DISTINCT 'customer_id' AS column_name, substr(customer_id, place, 2) AS pair
        FROM generate_series(1, (SELECT max(length(customer_id)) FROM written)) AS place, written
        UNION ALL SELECT DISTINCT 'phone_number', substr(shape, place, 2)
        FROM (SELECT DISTINCT translate(phone_number, '012345678', '999999999') FROM written) AS phone_numbers (shape),
            generate_series(1, length(shape)) AS place
    ) AS used
    WHERE pair <> '' AND NOT EXISTS (
        SELECT FROM customers_sign_pairs known WHERE (known.column_name, known.pair) = (used.column_name, used.pair)
    )
    ORDER BY column_name, pair
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
"""

# A change of the address updates the customer, and most other updates change no code: they save 0.3 ms.
NO_CODE_CHANGED = """IF TG_OP = 'UPDATE' THEN
        IF NOT EXISTS (
            SELECT FROM written JOIN before USING (id)
            WHERE (written.customer_id, written.phone_number) IS DISTINCT FROM (before.customer_id, before.phone_number)
        ) THEN
            RETURN NULL;
        END IF;
    END IF;"""

TABLE = "CREATE TABLE customers_sign_pairs (column_name text, pair text, PRIMARY KEY (column_name, pair));"

# The update adds the codes that the table has already.
TRIGGERS = """
CREATE TRIGGER customers_sign_pairs_inserted AFTER INSERT ON customers_customer
REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION customers_add_sign_pairs();
CREATE TRIGGER customers_sign_pairs_updated AFTER UPDATE ON customers_customer
REFERENCING OLD TABLE AS before NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION customers_add_sign_pairs();

UPDATE customers_customer SET customer_id = customer_id;
"""

REVERSE = """
DROP FUNCTION customers_add_sign_pairs() CASCADE;
DROP TABLE customers_sign_pairs;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("customers", "0004_value_dictionary")]
    operations: ClassVar = [
        migrations.RunSQL(TABLE + ADD_PAIRS.format(unless="") + TRIGGERS, REVERSE),
        migrations.RunSQL(ADD_PAIRS.format(unless=NO_CODE_CHANGED), migrations.RunSQL.noop),
    ]
