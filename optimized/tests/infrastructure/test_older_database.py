import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


@pytest.mark.django_db
def test_a_database_of_older_migrations_is_refused_with_a_sentence() -> None:
    call_command("migrate", "customers", verbosity=0)
    MigrationRecorder(connection).record_applied("customers", "0003_database_cascades")
    with pytest.raises(CommandError, match=r"\(0003_database_cascades\): create a new one, run migrate, and seed it"):
        call_command("migrate", "customers", verbosity=0)
