"""Naive's URLs with another view set."""

from typing import Any

from crm_naive.health import Live, Ready
from crm_naive.urls import documentation, handler400, handler404, handler500
from django.conf import settings
from django.urls import include, path
from rest_framework.routers import SimpleRouter

from crm_ladder.composition import view_set

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]

router = SimpleRouter(trailing_slash=False)
router.register("customers", view_set(settings.LADDER_RUNGS))
customers: list[Any] = router.urls
if settings.LADDER_FRAMEWORK == "ninja":
    from crm_ladder.frameworks.ninja import read_by_ninja

    customers = read_by_ninja(customers)

urlpatterns = [
    path("api/v1/", include(customers)),
    path("livez", Live.as_view()),
    path("readyz", Ready.as_view()),
]
if settings.API_DOCS:
    urlpatterns += documentation
