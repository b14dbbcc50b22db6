"""A database that older migrations made has other tables and triggers than the migrations of this version expect."""

import pkgutil
from typing import Any

from django.core.management.base import CommandError
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from crm_optimized.infrastructure import migrations


def refuse_older_database(*, using: str, **_: Any) -> None:
    """A receiver of the signal `pre_migrate`. Raises CommandError."""
    applied = MigrationRecorder(connections[using]).applied_migrations()
    known = {module.name for module in pkgutil.iter_modules(migrations.__path__)}
    unknown = sorted(name for app, name in applied if app == "customers" and name not in known)
    if unknown:
        raise CommandError(
            f"Migrations that this version does not have made this database ({', '.join(unknown)}): "
            "create a new one, run migrate, and seed it with generate_fake_data."
        )
