from django.conf import settings
from django.urls import include, path
from drf_spectacular.renderers import OpenApiJsonRenderer2
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.routers import SimpleRouter

from crm_naive.customers.views import CustomerViewSet
from crm_naive.health import READ_ONLY, Live, Ready

router = SimpleRouter(trailing_slash=False)
router.register("customers", CustomerViewSet)

urlpatterns = [
    path("api/v1/", include(router.urls)),
    path("livez", Live.as_view()),
    path("readyz", Ready.as_view()),
]
documentation = [
    path(
        "api/openapi.json",
        SpectacularAPIView.as_view(renderer_classes=[OpenApiJsonRenderer2], http_method_names=READ_ONLY),
        name="openapi",
    ),
    path("api/swagger", SpectacularSwaggerView.as_view(url_name="openapi", http_method_names=READ_ONLY)),
]
if settings.API_DOCS:
    urlpatterns += documentation

handler400 = "crm_naive.problems.handle_400"
handler404 = "crm_naive.problems.handle_404"
handler500 = "crm_naive.problems.handle_500"
