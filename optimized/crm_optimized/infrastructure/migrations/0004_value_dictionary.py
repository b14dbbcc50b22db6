"""The value dictionary: every value that a name or a part of an address has ever had (`search/value_dictionary.py`).

It never forgets: a value that no customer has any more costs a lookup without result, and no write waits for another.
Triggers for each statement keep it, because a load writes thousands of rows with one statement.
"""

from typing import ClassVar

from django.db import migrations

TABLE = """
CREATE TABLE customers_value_dictionary (column_name text, value text, PRIMARY KEY (column_name, value));

-- The lexemes that the search vector of a customer with this value has.
CREATE FUNCTION customers_value_lexemes(column_name text, value text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE column_name WHEN 'street_number' THEN ARRAY['#' || value] ELSE customers_words(value) END;
"""

# Sorted, because two statements that add the same values in another order would wait for each other forever.
ADD_VALUES = """
CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO customers_value_dictionary
    SELECT * FROM ({used}) AS used (column_name, value)
    WHERE value IS NOT NULL AND NOT EXISTS (
        SELECT FROM customers_value_dictionary known
        WHERE (known.column_name, known.value) = (used.column_name, used.value)
    )
    ORDER BY column_name, value
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER customers_value_dictionary_inserted AFTER INSERT ON {table}
REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION {function}();
CREATE TRIGGER customers_value_dictionary_updated AFTER UPDATE ON {table}
REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION {function}();

-- The values that the table has already.
UPDATE {table} SET {first_column} = {first_column};
"""


def add_values(table: str, *columns: str) -> str:
    return ADD_VALUES.format(
        table=table,
        function=f"{table}_add_values",
        first_column=columns[0],
        used=" UNION ALL ".join(f"SELECT DISTINCT '{column}', {column} FROM written" for column in columns),
    )


REVERSE = """
DROP FUNCTION customers_customer_add_values() CASCADE;
DROP FUNCTION customers_address_add_values() CASCADE;
DROP FUNCTION customers_value_lexemes(text, text);
DROP TABLE customers_value_dictionary;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("customers", "0003_trigram_indexes")]
    operations: ClassVar = [
        migrations.RunSQL(
            TABLE
            + add_values("customers_customer", "first_name", "last_name")
            + add_values("customers_address", "city", "city_code", "country", "street", "street_number"),
            REVERSE,
        )
    ]
