import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

# All migrations of the version before this one. If one of them had the name of a migration of today, Django would end
# with InconsistentMigrationHistory before the sentence.
OLDER = (
    "0001_tables",
    "0002_search_vector",
    "0003_database_cascades",
    "0004_initials_and_pairs",
    "0005_created_beside_activity",
    "0006_places",
    "0007_marks_in_words",
)


@pytest.mark.django_db
def test_a_database_of_older_migrations_is_refused_with_a_sentence() -> None:
    recorder = MigrationRecorder(connection)
    recorder.migration_qs.filter(app="customers").delete()
    for name in OLDER:
        recorder.record_applied("customers", name)
    with pytest.raises(CommandError, match=r"\(0001_tables, .*marks_in_words\): create a new one, run migrate,"):
        call_command("migrate", "customers", verbosity=0)
