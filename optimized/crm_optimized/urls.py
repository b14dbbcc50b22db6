"""The routes of the service."""

from typing import Any

from django.conf import settings
from django.urls import path

from crm_optimized.api import error_views
from crm_optimized.api.customers_api import ninja_routes, ninja_views
from crm_optimized.api.documentation_assets import asset
from crm_optimized.api.health import livez, readyz
from crm_optimized.api.method_dispatch import by_method

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
    path("api/", ninja_routes),  # ninja reverses its own names
]
if settings.API_DOCS:
    urlpatterns += documentation

handler404 = error_views.not_found
handler400 = error_views.bad_request
handler500 = error_views.server_error
