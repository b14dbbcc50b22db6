"""The settings of `optimized`, for django-bolt's command `runbolt`."""

from crm_optimized.api.request_body import BODY_BYTES_MAX
from crm_optimized.settings import *  # noqa: F403
from crm_optimized.settings import INSTALLED_APPS as OPTIMIZED_APPS
from crm_optimized.settings import LOGGING as OPTIMIZED_LOGGING

INSTALLED_APPS = [*OPTIMIZED_APPS, "django_bolt"]
BOLT_API = ["crm_ladder.frameworks.bolt:api"]
BOLT_COMPRESSION = None
# Of a body, in bytes. Bolt answers more with 413.
BOLT_MAX_UPLOAD_SIZE = BODY_BYTES_MAX
# Bolt logs each request as `django.server`.
LOGGING = OPTIMIZED_LOGGING | {"loggers": {name: {"level": "ERROR"} for name in ("django.request", "django.server")}}
