"""Django's own ASGI handler, for the frameworks that are asynchronous: `python -m crm_optimized.serve` serves it.

In front of it stand the checks that naive has in front of Django's WSGI handler: a body is whole and at most 64 KiB, a
request names one host, and the `charset` of a body does not count for the query string.
"""

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_ladder.service.settings")
django = get_asgi_application()

from crm_optimized.api.request_body import accepted_body, replay  # noqa: E402  it needs settings


async def application(scope: Any, receive: Any, send: Any) -> None:  # noqa: PLR0917  ASGI's signature
    declared_bytes = dict(scope["headers"]).get(b"content-length", b"")
    body = await accepted_body(scope, receive, send=send, declared_bytes=declared_bytes)
    if body is not None:
        await django({**scope, "headers": headers(scope)}, replay(body, receive), send)


def headers(scope: Any) -> list[tuple[bytes, bytes]]:
    """Without a host, Django would take the server's address. It refuses an empty one."""
    kept = [
        (name, value.partition(b";")[0] if name == b"content-type" else value)
        for name, value in scope["headers"]
        if name != b"host"
    ]
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    return [*kept, (b"host", hosts[0] if len(hosts) == 1 else b"")]
