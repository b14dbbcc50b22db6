import os

from plain_service.settings import DATABASES, SECRET_KEY, USE_TZ

__all__ = ["DATABASES", "INSTALLED_APPS", "SECRET_KEY", "SEEDING_AFTER_LOAD", "USE_TZ"]

INSTALLED_APPS = ["django.contrib.postgres", "searchable_service.apps.SearchableCustomersConfig", "crm_seeding"]
SEEDING_AFTER_LOAD = os.environ.get("SEEDING_AFTER_LOAD", "").split()
