"""The service with a cache that writes leave alone: wrong answers, and what telling the cache costs.

`uvicorn --factory floors.without_invalidation:application`
"""

from typing import Any


def application() -> Any:
    from crm_optimized.asgi import application as service  # noqa: PLC0415  it sets Django up
    from crm_optimized.infrastructure import invalidation  # noqa: PLC0415

    def nothing(watch: invalidation.Watch) -> None:
        pass

    invalidation.Watch.note_write = nothing  # type: ignore[method-assign, assignment]
    return service
