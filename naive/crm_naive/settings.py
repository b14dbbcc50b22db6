"""Settings, all of them from the environment; `.env.example` at the top of the repository explains each."""

from typing import Any

import environ

from crm_naive.database_pool import check
from crm_naive.database_url import database_from_url

env = environ.FileAwareEnv()  # NAME, or the text of the file that NAME_FILE names
# A secret key or password that begins with "$" is that text, not the name of another variable.
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
    "crm_naive.host_check.HostCheck",  # before static files, which WhiteNoise would serve to any host
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# With a token, only requests that carry it may write.
API_WRITE_TOKEN = env.str("API_WRITE_TOKEN", default="")
# The documentation page and the specification.
API_DOCS = env.bool("API_DOCS", default=True)

ROOT_URLCONF = "crm_naive.urls"
WSGI_APPLICATION = "crm_naive.wsgi.application"
# The contract has no trailing slashes: a path with one is a path that does not exist, not a redirect.
APPEND_SLASH = False
# The path under which a proxy offers the service, if it is not the root: the proxy takes it off, links put it on again.
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
# What DATABASE_URL says stays: sslmode, options, application_name, …
DATABASES["default"]["OPTIONS"] = {"connect_timeout": 2} | DATABASES["default"].get("OPTIONS", {})
# Seconds. A request waits 1 s for a connection and is then answered 503. psycopg's own default tries to reconnect for
# up to 300 s, ever more rarely, so that a database that is back stays unused. With 0.5 s it is found at once.
DATABASES["default"]["OPTIONS"]["pool"] = {
    "min_size": 1, "max_size": 4, "timeout": 1, "reconnect_timeout": 0.5, "check": check,
}  # fmt: skip

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False

STATIC_URL = f"{ROOT_PATH}/static/"
# The documentation's assets are served out of the installed packages: no collectstatic, no CDN.
WHITENOISE_USE_FINDERS = True

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["crm_naive.write_token.WriteToken"],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "crm_naive.json_only.AlwaysJSON",
    "DEFAULT_PARSER_CLASSES": ["crm_naive.json_only.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    # What is wrong with the body as a whole is an error of the field `body`.
    "NON_FIELD_ERRORS_KEY": "body",
    "EXCEPTION_HANDLER": "crm_naive.problems.exception_handler",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Customers API (naive)",
    "DESCRIPTION": "Customers with their address and relationship: plain Django REST framework.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVERS": [{"url": ROOT_PATH}] if ROOT_PATH else [],
    # What is the same in every path is no part of a tag or an operationId.
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # What is sent and what comes back are not the same: every member comes back, few have to be sent.
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
SECURE_REDIRECT_EXEMPT = ["^(.*/)?(livez|readyz)$"]  # a cluster's probes speak HTTP to an address
SESSION_COOKIE_SECURE = env.bool("SESSION_COOKIE_SECURE", default=False)
CSRF_COOKIE_SECURE = env.bool("CSRF_COOKIE_SECURE", default=False)
# W003 asks for the CSRF middleware. There is no cookie, session or login that a forged request could borrow.
# W004 and W008 ask for HSTS and a redirect to TLS, which are the proxy's that ends TLS.
SILENCED_SYSTEM_CHECKS = ["security.W003", "security.W004", "security.W008"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"escaped": {"()": "crm_naive.escaped_log.EscapedFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "escaped"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    # Django warns of every answer 4xx, and calls a wrong host or path an error, with a traceback. A client's mistake is
    # the client's to read, and it has been told. gunicorn warns of the body that Django leaves on an answer to HEAD.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
