"""Naive's URLs with another view set, or another framework."""

from typing import Any

from crm_naive.health import Live, Ready
from crm_naive.urls import documentation, handler400, handler404, handler500
from django.conf import settings
from django.urls import include, path
from rest_framework.routers import SimpleRouter

from crm_ladder.composition import view_set

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]

urlpatterns: list[Any] = [
    path("livez", Live.as_view()),
    path("readyz", Ready.as_view()),
]
if settings.LADDER_FRAMEWORK in {"ninja", "ninja_async"}:
    urlpatterns += [path("api/", include(f"crm_ladder.frameworks.{settings.LADDER_FRAMEWORK}"))]
elif settings.LADDER_FRAMEWORK == "async_pool":
    urlpatterns += [path("api/v1/", include("crm_ladder.frameworks.async_pool")), *documentation]
else:
    router = SimpleRouter(trailing_slash=False)
    router.register("customers", view_set(settings.LADDER_RUNGS))
    urlpatterns += [path("api/v1/", include(router.urls)), *(documentation if settings.API_DOCS else [])]
