"""The service's view under Django's own ASGI handler and the service's middleware: computed and from the cache.

`uvicorn --factory floors.stock_django:application`
"""

from typing import Any

import django
from django.conf import settings
from django.core.asgi import get_asgi_application

from floors.lifespan import live


def application() -> Any:
    settings.ROOT_URLCONF = "floors.stock_urls"
    django.setup()
    from crm_optimized.bootstrap import fill_container  # noqa: PLC0415  models exist from here on

    pool = fill_container()
    handler = get_asgi_application()

    async def served(scope: Any, receive: Any, send: Any) -> None:  # noqa: PLR0917  ASGI's signature
        if scope["type"] == "lifespan":  # Django's handler does not know it
            await live(receive, send, opening=pool)
        else:
            await handler(scope, receive, send)

    return served
