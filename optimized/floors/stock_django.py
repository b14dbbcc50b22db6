"""The service's own view under Django's own ASGI handler and the service's middleware: computed, and out of the cache.

`uvicorn --factory floors.stock_django:application`
"""

from typing import Any

import django
from django.conf import settings
from django.core.asgi import get_asgi_application


def application() -> Any:
    settings.ROOT_URLCONF = "floors.stock_urls"
    django.setup()
    from crm_optimized.bootstrap import fill_container  # noqa: PLC0415  models exist from here on

    pool = fill_container()
    handler = get_asgi_application()

    async def served(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":  # which Django's handler does not know
            await handler(scope, receive, send)
            return
        await receive()
        await pool.open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await pool.close()
        await send({"type": "lifespan.shutdown.complete"})

    return served
