"""Every write that commits deletes the cache's generation, so that every answer stored before it is unreachable.

Model signals cover what the ORM does object by object. `update()`, `bulk_create()` and `bulk_update()` send none, so
the queryset says it itself. Raw SQL must call `invalidate_on_commit()`.

What if the cache cannot be reached, or refuses? The write is done and has to be answered, and every other worker must
have noticed by then. A worker reads through one connection, on a lease that only a write renews which the cache accepts
(`redis_pipe.py`). While it accepts none, every lease runs out, and the writer waits for as long as one lasts. A worker
without a lease does without the cache. It cannot know what it missed meanwhile, so a new connection begins by deleting
the generation: what the cache still held when it came back is never served.

One case stays open: a cache that refuses this writer and serves other workers, as when the network between two of them
is cut. Its answers may then be old until they expire.
"""

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from django_redis import get_redis_connection
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

GENERATION_KEY = "customers:generation"
# Longer, and a write waits longer for a dead cache. Shorter, and a busy worker renews too late and starts anew: it may
# be late by half of this. Each renewal wakes worker and cache, also when nobody asks anything.
LEASE_S = 0.3
PAUSE_S = 0.01  # between two attempts, each of which takes at most 0.1 s to connect and 0.1 s for each answer


def invalidate() -> None:
    """Deletes the generation, or fails to for as long as a lease lasts. DEL, because it works when the server is full:
    an increment or SET then fails, and 25 985 stale reads were counted instead of 0."""
    leases_end = time.monotonic() + LEASE_S
    while (error := _deletion_error()) and time.monotonic() < leases_end:
        time.sleep(PAUSE_S)
    if error:
        logger.warning("cache not invalidated: %s", error)


def _deletion_error() -> RedisError | None:
    try:
        get_redis_connection("default").delete(GENERATION_KEY)
    except RedisError as error:
        return error
    return None


def invalidate_on_commit(using: str | None = None) -> None:
    """Once a transaction, after its commit: any earlier, and a reader stores the old state under a new generation."""
    connection = transaction.get_connection(using)
    if not any(hook is invalidate for _, hook, *_ in connection.run_on_commit):
        transaction.on_commit(invalidate, using=using, robust=True)  # the write is done; an error here is not its error


def connect() -> None:
    for name in ("Customer", "Address", "Relationship"):
        post_save.connect(_written, sender=f"customers.{name}", dispatch_uid=f"invalidate-save-{name}")
        post_delete.connect(_written, sender=f"customers.{name}", dispatch_uid=f"invalidate-delete-{name}")


def _written(*, using: str, **_: Any) -> None:
    invalidate_on_commit(using)


def _invalidating(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def write(self: Any, *arguments: Any, **options: Any) -> Any:
        result = method(self, *arguments, **options)
        invalidate_on_commit(self.db)
        return result

    return write


class InvalidatingQuerySet(models.QuerySet[Any]):
    """A queryset whose bulk writes invalidate too."""

    update = _invalidating(models.QuerySet.update)
    bulk_create = _invalidating(models.QuerySet.bulk_create)
    bulk_update = _invalidating(models.QuerySet.bulk_update)
    _raw_delete = _invalidating(models.QuerySet._raw_delete)  # noqa: SLF001  what a cascade without signals would use


InvalidatingManager = models.Manager.from_queryset(InvalidatingQuerySet)
