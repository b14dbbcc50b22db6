"""What uvicorn serves: `uvicorn crm_optimized.asgi:application`."""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_optimized.settings")

# uvicorn's code for a worker that fails to start: it then stops, instead of starting the next one.
CANNOT_START = 3

try:
    django.setup()
    from crm_optimized.bootstrap import bootstrap  # the settings come first

    application = bootstrap()
except ImproperlyConfigured as error:
    sys.stderr.write(f"{error}\n")
    sys.exit(CANNOT_START)
