"""What uvicorn serves: `uvicorn crm_optimized.asgi:application`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_optimized.settings")
django.setup()

from crm_optimized.bootstrap import bootstrap  # noqa: E402  the settings come first

application = bootstrap()
