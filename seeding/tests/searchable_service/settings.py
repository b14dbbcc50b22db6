import os

from psycopg.conninfo import conninfo_to_dict

SECRET_KEY = "only for tests"
INSTALLED_APPS = ["django.contrib.postgres", "searchable_service.apps.SearchableCustomersConfig", "crm_seeding"]
USE_TZ = True
database = conninfo_to_dict(os.environ["DATABASE_URL"])
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database["dbname"],
        "USER": database["user"],
        "PASSWORD": database["password"],
        "HOST": database["host"],
        "PORT": database["port"],
        # As the services have it: a pool must not be shared with the workers.
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 2, "timeout": 1}, "connect_timeout": 2},
    }
}
SEEDING_AFTER_LOAD = os.environ.get("SEEDING_AFTER_LOAD", "").split()
