import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from crm_naive.wsgi_middleware import OneHost, OnlyUTF8, WholeBody

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_naive.settings")

# With this exit code of a worker, gunicorn stops. With any other, it would start the next worker.
CANNOT_START = 3

try:
    application = WholeBody(OneHost(OnlyUTF8(get_wsgi_application())))
except ImproperlyConfigured as error:
    sys.stderr.write(f"{error}\n")
    sys.exit(CANNOT_START)
