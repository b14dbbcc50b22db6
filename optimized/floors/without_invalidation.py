"""The service without invalidation: its answers are wrong, and its writes show the cost of the invalidation.

`python -m crm_optimized.serve --factory floors.without_invalidation:application`
"""

from typing import Any


def application() -> Any:
    from crm_optimized.asgi import application as service  # noqa: PLC0415  it sets up Django
    from crm_optimized.infrastructure import invalidation  # noqa: PLC0415

    def nothing(watch: invalidation.Watch) -> None:
        pass

    invalidation.Watch.note_write = nothing  # type: ignore[method-assign, assignment]
    return service
