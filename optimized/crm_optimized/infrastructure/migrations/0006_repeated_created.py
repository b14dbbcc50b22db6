"""The customer's `created`, repeated in the relationship (`search/repeated_created.py`).

Triggers repeat it, so that every write path does: when the relationship is written, and when the customer's changes.
"""

from typing import ClassVar

from django.db import migrations, models

# A load brings the column along, because its customers come after their relationships: then there is nothing to do.
TRIGGERS = """
CREATE FUNCTION customers_repeat_created() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT created INTO NEW.customer_created FROM customers_customer WHERE id = NEW.customer_id;
    RETURN NEW;
END $$;

CREATE TRIGGER customers_relationship_created
BEFORE INSERT OR UPDATE ON customers_relationship
FOR EACH ROW WHEN (NEW.customer_created IS NULL) EXECUTE FUNCTION customers_repeat_created();

CREATE FUNCTION customers_created_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE customers_relationship SET customer_created = NEW.created WHERE customer_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER customers_created_changed
AFTER UPDATE OF created ON customers_customer
FOR EACH ROW WHEN (NEW.created IS DISTINCT FROM OLD.created) EXECUTE FUNCTION customers_created_changed();

-- The relationships that the table has already.
UPDATE customers_relationship SET customer_created = NULL;
"""

REVERSE = """
DROP FUNCTION customers_created_changed() CASCADE;
DROP FUNCTION customers_repeat_created() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("customers", "0005_sign_pairs")]
    operations: ClassVar = [
        migrations.AddField("relationship", "customer_created", models.DateTimeField(editable=False, null=True)),
        migrations.RunSQL(TRIGGERS, REVERSE),
        migrations.AlterField("relationship", "customer_created", models.DateTimeField(editable=False)),
        migrations.RemoveIndex("relationship", "relationship_last_activity"),
        migrations.AddIndex(
            "relationship",
            models.Index(
                fields=["last_activity", "customer"],
                include=["customer_created"],
                name="relationship_last_activity",
            ),
        ),
    ]
