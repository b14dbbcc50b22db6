"""The day of creation beside the last activity: a range of one in the order of the other, out of one index.

Of three million customers 159 000 were last active before 2018. The newest of them are far away in the default ordering,
and to look up when each was created took 235 ms. Repeated in the relationship, it is in the index that finds them.

Triggers repeat it, so that no write path can forget: when the relationship is written, and should the customer's change.
"""

from typing import ClassVar

from django.db import migrations, models

TRIGGERS = """
CREATE FUNCTION customers_repeat_created() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT created INTO NEW.customer_created FROM customers_customer WHERE id = NEW.customer_id;
    RETURN NEW;
END $$;

-- Unless it is brought along: by a load of many customers, who come after their relationships.
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

UPDATE customers_relationship r SET customer_created = c.created FROM customers_customer c WHERE c.id = r.customer_id;
"""

REVERSE = """
DROP FUNCTION customers_created_changed() CASCADE;
DROP FUNCTION customers_repeat_created() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("customers", "0004_initials_and_pairs")]
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
