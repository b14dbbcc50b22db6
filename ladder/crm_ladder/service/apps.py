from django.apps import AppConfig
from django.conf import settings


class LadderConfig(AppConfig):
    name = "crm_ladder.service"
    label = "ladder"

    def ready(self) -> None:
        from crm_ladder.composition import start  # noqa: PLC0415  models exist from here on

        start(settings.LADDER_RUNGS)
        if settings.LADDER_FRAMEWORK == "async_pool":
            from crm_optimized.infrastructure import invalidation  # noqa: PLC0415  it needs settings

            invalidation.connect()
