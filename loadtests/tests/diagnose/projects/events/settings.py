"""A calendar in plain Django: JsonResponse, and a venue for each event in a loop."""

import environ

SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "events.api"
DATABASES = {"default": environ.Env().db("DATABASE_URL")}
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["events"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
