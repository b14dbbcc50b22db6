"""The triggers that keep `words`: a customer's own, and one that carries a change of the address over to its customer."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION words_of(customers_customer) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT array_to_tsvector(array_remove(array_remove(
        regexp_split_to_array(
            lower(concat_ws(' ', $1.first_name, $1.last_name, $1.customer_id, $1.phone_number, a.street, a.city, a.country)),
            '[^[:alnum:]]'), ''), NULL))
    FROM (VALUES (1)) AS one LEFT JOIN customers_address a ON a.customer_id = $1.id
$$;
CREATE FUNCTION set_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.words := words_of(NEW);
    RETURN NEW;
END $$;
CREATE FUNCTION touch_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE customers_customer SET words = NULL WHERE id = coalesce(NEW.customer_id, OLD.customer_id);
    RETURN NULL;
END $$;
CREATE TRIGGER words BEFORE INSERT OR UPDATE ON customers_customer FOR EACH ROW EXECUTE FUNCTION set_words();
CREATE TRIGGER words AFTER INSERT OR UPDATE OR DELETE ON customers_address
    FOR EACH ROW EXECUTE FUNCTION touch_customer();
"""

BACKWARD = "DROP FUNCTION set_words CASCADE; DROP FUNCTION touch_customer CASCADE; DROP FUNCTION words_of CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
