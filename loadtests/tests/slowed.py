"""A service that is slowed from outside, to see whether `bench compare` finds it: WSGI or ASGI, by an environment.

    SLOWED_APPLICATION=crm_naive.wsgi:application SLOWED_SHARE=0.10 \\
        gunicorn slowed:wsgi --config python:crm_naive.gunicorn_conf

Each request is followed by so much CPU work, as a share of the time that the request took.
"""

import importlib
import os
import time
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any


@cache
def _application() -> Any:
    module, _, name = os.environ["SLOWED_APPLICATION"].partition(":")
    return getattr(importlib.import_module(module), name)


def _work(took_s: float) -> None:
    until = time.thread_time() + took_s * float(os.environ["SLOWED_SHARE"])
    while time.thread_time() < until:
        pass


def wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    began = time.perf_counter()
    body: Iterable[bytes] = _application()(environ, start_response)
    _work(time.perf_counter() - began)
    return body


async def asgi(scope: dict[str, Any], receive: Any, send: Any) -> None:
    began = time.perf_counter()
    await _application()(scope, receive, send)
    if scope["type"] == "http":
        _work(time.perf_counter() - began)
