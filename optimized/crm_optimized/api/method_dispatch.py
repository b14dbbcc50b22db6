"""Choose the view of an address by the method of the request. ninja would call the first view for every method.

Queries stay on the event loop. Commands are synchronous and run on a thread.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.http import HttpRequest, HttpResponse

from crm_optimized.api.problems import problem
from crm_optimized.api.write_token import may_write

BODY_METHODS = ("POST", "PUT", "PATCH")


def by_method(views: Mapping[str, Callable[..., Any]]) -> Callable[..., Any]:
    """One async view from one view for each method. It answers 401, 405 and 415 itself, and HEAD like GET."""
    asynchronous = {method: view if iscoroutinefunction(view) else _on_a_thread(view) for method, view in views.items()}
    allowed = ", ".join(sorted({*views, *(["HEAD"] if "GET" in views else [])}))

    async def view(request: HttpRequest, **arguments: Any) -> HttpResponse:
        if not may_write(request):
            response = problem(401, "Writes need the token of this service.")
            response["WWW-Authenticate"] = "Bearer"
            return response
        method = "GET" if request.method == "HEAD" else request.method
        if method not in asynchronous:
            response = problem(405, "This address does not support the method.")
            response["Allow"] = allowed
            return response
        if method in BODY_METHODS and request.content_type != "application/json":
            return problem(415, "The body must be application/json.")
        return cast("HttpResponse", await asynchronous[method](request, **arguments))

    view.csrf_exempt = True  # type: ignore[attr-defined]
    return view


def _on_a_thread(view: Callable[..., HttpResponse]) -> Callable[..., Awaitable[HttpResponse]]:
    crossing = sync_to_async(view, thread_sensitive=True)

    async def answer(request: HttpRequest, **arguments: Any) -> HttpResponse:
        response = await crossing(request, **arguments)
        response["Content-Length"] = str(len(response.content))  # without a length the server sends chunks
        return response

    return answer
