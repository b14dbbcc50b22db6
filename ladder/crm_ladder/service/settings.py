"""Naive's settings, and the rungs that the service stands on: LADDER_RUNGS=prefetch,ordering_indexes"""

from crm_naive.settings import *  # noqa: F403
from crm_naive.settings import INSTALLED_APPS as NAIVE_APPS
from crm_naive.settings import env

LADDER_RUNGS = env.list("LADDER_RUNGS", default=[])
# A framework that answers instead of DRF, on the structures of these rungs: `ninja`, `ninja_async`, `async_pool`.
LADDER_FRAMEWORK = env.str("LADDER_FRAMEWORK", default="")

# As an app, ninja serves the scripts and styles of its documentation itself.
INSTALLED_APPS = [*NAIVE_APPS, "crm_ladder.service", *(["ninja"] if "ninja" in LADDER_FRAMEWORK else [])]
ROOT_URLCONF = "crm_ladder.service.urls"

# Of the rung `tuned` alone. A request waits 0.1 s for a cache that hangs.
CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": [env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")],
        "OPTIONS": {"SOCKET_CONNECT_TIMEOUT": 0.1, "SOCKET_TIMEOUT": 0.1},
    }
}
