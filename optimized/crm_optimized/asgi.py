"""The ASGI application that `crm_optimized.serve` serves."""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_optimized.settings")

# uvicorn's exit code for a worker that fails to start. With another code it would start the next one.
CANNOT_START = 3

try:
    django.setup()
    from crm_optimized.bootstrap import bootstrap  # needs settings

    application = bootstrap()
except ImproperlyConfigured as error:
    sys.stderr.write(f"{error}\n")
    sys.exit(CANNOT_START)
