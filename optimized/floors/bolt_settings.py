"""The service's settings that django-bolt needs."""

from crm_optimized.settings import (  # noqa: F401  Django reads them here
    ALLOWED_HOSTS,
    CACHE_TIMEOUT,
    CACHE_WAIT,
    DATABASES,
    READ_POOL_SIZE,
    REDIS_URL,
    SECRET_KEY,
)

INSTALLED_APPS = ["django_bolt"]
ROOT_URLCONF = "floors.bolt_settings"
BOLT_API = ["floors.bolt:api"]
USE_TZ = True

urlpatterns: list[object] = []
