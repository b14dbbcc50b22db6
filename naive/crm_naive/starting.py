"""Before gunicorn starts its workers."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def on_starting(_server: object) -> None:
    """Read the settings once. Two workers that cannot read them end gunicorn with a traceback if both fail at once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_naive.settings")
    try:
        assert settings.DATABASES
    except ImproperlyConfigured as error:
        sys.exit(str(error))
