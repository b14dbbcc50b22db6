from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from crm_optimized.infrastructure.invalidation import invalidate


class Command(BaseCommand):
    help = "Forget all cached answers. Run it after customers were changed without Django."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        invalidate(connection)
