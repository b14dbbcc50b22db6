"""All settings come from the environment. `.env.example` at the top of the repository explains each."""

import environ

from crm_optimized.database_url import database_from_url
from crm_optimized.infrastructure.redis_url import checked_redis_url
from crm_optimized.infrastructure.write_pool import check

# A variable is NAME, or NAME_FILE with the path of a file that contains the value.
env = environ.FileAwareEnv()
# Without this, a key or password that begins with "$" would name another variable.
env.interpolate = False

SECRET_KEY = env.str("DJANGO_SECRET_KEY")
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
# If it is set, only requests with this token may write.
API_WRITE_TOKEN = env.str("API_WRITE_TOKEN", default="")
# The documentation page and the specification.
API_DOCS = env.bool("API_DOCS", default=True)

INSTALLED_APPS = [
    "django.contrib.postgres",
    "django.contrib.staticfiles",  # the documentation page's own assets
    "ninja",
    "ninja_extra",
    "crm_optimized.infrastructure",
    "crm_seeding",
]
# Only the documentation and redirects to TLS pass them. In front of the API, each would cost two thread hops a request.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "crm_optimized.urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
APPEND_SLASH = False
# It begins without a slash, so that Django puts the root path in front.
STATIC_URL = "static/"

DATABASES = {
    "default": database_from_url(env.str("DATABASE_URL"))
    if "DATABASE_URL" in env
    else {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": env.str("POSTGRES_DB", default="crm_optimized"),
        "USER": env.str("POSTGRES_USER", default="crm"),
        "PASSWORD": env.str("POSTGRES_PASSWORD", default=""),
        "HOST": env.str("POSTGRES_HOST", default="127.0.0.1"),
        "PORT": env.str("POSTGRES_PORT", default="5432"),
    }
}
# Threads for writes in each worker process, and connections of the ORM's pool. The pool keeps connections, not
# CONN_MAX_AGE: such a connection would belong to the thread of a request and leak with it.
WRITER_THREADS = 4
DATABASES["default"]["CONN_MAX_AGE"] = 0
# 2 s to connect, unless DATABASE_URL says otherwise. Its other options stay: sslmode, options, application_name, …
# The pool of reads has them, too.
DATABASES["default"]["OPTIONS"] = {"connect_timeout": 2} | DATABASES["default"].get("OPTIONS", {})
DATABASES["default"]["OPTIONS"]["pool"] = {
    "min_size": 1, "max_size": WRITER_THREADS, "timeout": 1, "reconnect_timeout": 0.5, "check": check,
}  # fmt: skip
# Connections for reads in each worker process. A read holds one for a fraction of a millisecond, so 4 serve thousands
# of requests a second. With more, requests would wait in PostgreSQL instead of here.
READ_POOL_SIZE = 4
# Reads log in as this role, if it is set. Behind a pooler that shares sessions, an option of one connection does not
# reach the session that runs its statement, so the settings of read_pool.py must belong to a role.
READ_ROLE = (
    {"USER": env.str("POSTGRES_READ_USER"), "PASSWORD": env.str("POSTGRES_READ_PASSWORD", default="")}
    if env.str("POSTGRES_READ_USER", default="")
    else {}
)
# The address of the database itself, if the other one is such a pooler's: it passes no notifications on
# (missed_writes.py). Without a port of its own it has the pooler's.
DIRECT_ADDRESS = {name: value for name in ("HOST", "PORT") if (value := env.str(f"POSTGRES_DIRECT_{name}", default=""))}

REDIS_URL = checked_redis_url(env.str("REDIS_URL", default="redis://127.0.0.1:6379/0"))
# generate_fake_data does not write through Django, so it runs this command at its end.
SEEDING_AFTER_LOAD = ["invalidate_cache"]
# Seconds until a cached answer expires. Writes invalidate at once. This limits how long a lost invalidation matters.
CACHE_TIMEOUT = env.int("CACHE_TIMEOUT", default=60)
# Seconds that a request waits for the cache before it asks the database instead. By default, redis-py waits for a
# stalled server without a limit, and retries a refused connection for 4.7 s.
CACHE_WAIT = 0.1
CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": [REDIS_URL],  # a list, because text would be split at commas into several servers
        "TIMEOUT": CACHE_TIMEOUT,
        "OPTIONS": {
            "SERIALIZER": "django_redis.serializers.json.JSONSerializer",  # never pickle: a cache is not code
            "SOCKET_CONNECT_TIMEOUT": CACHE_WAIT,
            "SOCKET_TIMEOUT": CACHE_WAIT,
        },
    }
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=False)
SESSION_COOKIE_SECURE = env.bool("SESSION_COOKIE_SECURE", default=False)
CSRF_COOKIE_SECURE = env.bool("CSRF_COOKIE_SECURE", default=False)
# W003 asks for the CSRF middleware. It is not needed without cookies, sessions and logins.
# W004 and W008 ask for HSTS and a redirect to TLS. They are the task of the proxy that terminates TLS.
SILENCED_SYSTEM_CHECKS = ["security.W003", "security.W004", "security.W008"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"escaped": {"()": "crm_optimized.api.escaped_log.EscapedFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "escaped"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING")},
    # Bad requests of clients are not logged.
    "loggers": {"django.request": {"level": "ERROR"}, "django.security": {"level": "CRITICAL"}},
}
