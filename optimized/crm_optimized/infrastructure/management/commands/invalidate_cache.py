from typing import Any

from django.core.management.base import BaseCommand

from crm_optimized.infrastructure.invalidation import invalidate


class Command(BaseCommand):
    help = "Forget every cached answer, after something that Django did not see has changed customers."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        invalidate()
