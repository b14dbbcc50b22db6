"""Where requests go inside Django. One address serves queries on the event loop and commands on a thread, so the method
decides between two views of the same address; ninja itself would stop at the first."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

from crm_optimized.api.customers_api import api
from crm_optimized.api.documentation_assets import asset
from crm_optimized.api.health import livez, readyz
from crm_optimized.api.problems import problem
from crm_optimized.api.write_token import may_write

BODY_METHODS = ("POST", "PUT", "PATCH")


def by_method(views: dict[str, Callable[..., Any]]) -> Callable[..., Any]:
    """One view out of one for each method; commands are synchronous and cross to their thread here, once."""
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
        response["Content-Length"] = str(len(response.content))  # else the server sends chunks
        return response

    return answer


ninja_patterns, app_name, namespace = api.urls
ninja_views: dict[Any, Any] = {pattern.name: pattern.callback for pattern in ninja_patterns}  # type: ignore[union-attr]

urlpatterns: list[Any] = [
    path("api/v1/customers", by_method({"GET": ninja_views["list_customers"], "POST": ninja_views["create_customer"]})),
    path(
        "api/v1/customers/<int:id>",
        by_method(
            {
                "GET": ninja_views["get_customer"],
                "PUT": ninja_views["replace_customer"],
                "PATCH": ninja_views["patch_customer"],
                "DELETE": ninja_views["delete_customer"],
            }
        ),
    ),
    path("livez", by_method({"GET": livez})),
    path("readyz", by_method({"GET": readyz})),
]
documentation: list[Any] = [
    path("static/<path:path>", by_method({"GET": asset})),
    path("api/swagger", by_method({"GET": ninja_views["openapi-view"]})),
    path("api/openapi.json", by_method({"GET": ninja_views["openapi-json"]})),
    path("api/", (ninja_patterns, app_name, namespace)),  # so that ninja can reverse its own names
]
if settings.API_DOCS:
    urlpatterns += documentation


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(404, "There is nothing at this address.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(400, "The request is not valid.")


def server_error(request: HttpRequest) -> HttpResponse:
    return problem(500, "Something went wrong here.")


handler404 = not_found
handler400 = bad_request
handler500 = server_error
