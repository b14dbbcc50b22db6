"""Settings. All of them come from the environment; `.env.example` at the root of the repository explains each."""

from typing import Any

import environ

from crm_naive.database_pool import check
from crm_naive.database_url import database_from_url

# A setting is the variable NAME, or the content of the file that NAME_FILE names.
env = environ.FileAwareEnv()
# A secret key or password that begins with "$" is used as it is. It is not the name of another variable.
env.interpolate = False

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("DJANGO_SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "crm_naive.customers",
    "crm_seeding",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Before WhiteNoise, which would serve static files to any host.
    "crm_naive.host_check.HostCheck",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# If this is set, a write needs this token.
API_WRITE_TOKEN = env.str("API_WRITE_TOKEN", default="")
# Whether the service serves its documentation page and its specification.
API_DOCS = env.bool("API_DOCS", default=True)

ROOT_URLCONF = "crm_naive.urls"
WSGI_APPLICATION = "crm_naive.wsgi.application"
# The contract has no trailing slashes: a path with one does not exist, and is not redirected.
APPEND_SLASH = False
# The path under which a proxy offers the service, if it is not the root. The proxy removes it, and links begin with it.
ROOT_PATH = env.str("ROOT_PATH", default="").rstrip("/")
FORCE_SCRIPT_NAME = ROOT_PATH or None

# The documentation page of drf-spectacular is the only template.
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]


def database_from_environment() -> dict[str, Any]:
    if "DATABASE_URL" in env:
        return database_from_url(env.str("DATABASE_URL"))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": env.str("POSTGRES_DB"),
        "USER": env.str("POSTGRES_USER"),
        "PASSWORD": env.str("POSTGRES_PASSWORD"),
        "HOST": env.str("POSTGRES_HOST"),
        "PORT": env.str("POSTGRES_PORT", default="5432"),
    }


DATABASES = {"default": database_from_environment()}
DATABASES["default"]["CONN_MAX_AGE"] = 0
# Options of DATABASE_URL stay: sslmode, options, application_name, …
DATABASES["default"]["OPTIONS"] = {"connect_timeout": 2} | DATABASES["default"].get("OPTIONS", {})
# In seconds: a request waits 1 s for a connection, and then the answer is 503. By default, psycopg tries to reconnect
# for up to 300 s at growing intervals, so a database that has returned stays unused. With 0.5 s it is used at once.
DATABASES["default"]["OPTIONS"]["pool"] = {
    "min_size": 1, "max_size": 4, "timeout": 1, "reconnect_timeout": 0.5, "check": check,
}  # fmt: skip

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False

STATIC_URL = f"{ROOT_PATH}/static/"
# The assets of the documentation come from the installed packages: no collectstatic, no CDN.
WHITENOISE_USE_FINDERS = True

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["crm_naive.write_token.WriteToken"],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "crm_naive.json_only.AlwaysJSON",
    "DEFAULT_PARSER_CLASSES": ["crm_naive.json_only.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    # The name of the field for errors of the whole body.
    "NON_FIELD_ERRORS_KEY": "body",
    "EXCEPTION_HANDLER": "crm_naive.problems.exception_handler",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Customers API (naive)",
    "DESCRIPTION": "Customers with their address and relationship: plain Django REST framework.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVERS": [{"url": ROOT_PATH}] if ROOT_PATH else [],
    # The part that all paths share is left out of tags and operationIds.
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # Bodies and answers have different schemas: an answer has every member, and few members of a body are required.
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "crm_naive.documentation.add_problems",
        "crm_naive.documentation.add_write_token",
        "crm_naive.documentation.tell_bodies_from_answers",
        "crm_naive.documentation.correct_requests",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=False)
# The probes of a cluster send plain HTTP to an address.
SECURE_REDIRECT_EXEMPT = ["^(.*/)?(livez|readyz)$"]
SESSION_COOKIE_SECURE = env.bool("SESSION_COOKIE_SECURE", default=False)
CSRF_COOKIE_SECURE = env.bool("CSRF_COOKIE_SECURE", default=False)
# W003 asks for the CSRF middleware. There is no cookie, session or login that a forged request could use.
# W004 and W008 ask for HSTS and a redirect to TLS. Both are the task of the proxy that ends TLS.
SILENCED_SYSTEM_CHECKS = ["security.W003", "security.W004", "security.W008"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"escaped": {"()": "crm_naive.escaped_log.EscapedFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "escaped"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    # Django logs a warning for every 4xx, and an error with a traceback for a wrong host or path. The answer tells the
    # client about its mistake. gunicorn warns about the body that Django leaves on an answer to HEAD.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
