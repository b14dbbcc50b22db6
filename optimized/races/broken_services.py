"""The service without one of its defences, for uvicorn's --factory. A race that passes here proves nothing."""

import os
import time
from dataclasses import replace
from functools import partial
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_optimized.settings")
django.setup()

from crm_optimized.api.http_application import HttpApplication  # noqa: E402  needs settings
from crm_optimized.application.errors import CustomerNotFound  # noqa: E402
from crm_optimized.bootstrap import bootstrap  # noqa: E402
from crm_optimized.domain.customer import StoredCustomer  # noqa: E402
from crm_optimized.infrastructure import invalidation, models, redis_answers  # noqa: E402
from crm_optimized.infrastructure.customer_repository import OrmCustomerRepository, stored_customer  # noqa: E402
from crm_optimized.infrastructure.redis_answers import LEASE  # noqa: E402
from crm_optimized.infrastructure.redis_pipe import Lease  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402

# Seconds of a commit, as on a busy disk.
SLOW_COMMIT_S = 0.02
# Seconds. A short pause, so that the cache is used again before the writers heal it by their next deletion.
SHORT_BREAK_S = 0.1
# Milliseconds that a generation lives without a renewal: longer than a race.
LASTING_MS = 3_600_000
# Seconds without a request until a worker sleeps: it renews nothing, not even once in a fault with paused readers.
SHORT_AWAKE_S = 0.0
# Seconds. A long lease, so that a worker still has one when the writer answers too early.
LONG_LEASE_S = 2.0


def deleting_in_the_transaction() -> HttpApplication:
    """A reader between the deletion and the commit stores the old state under the new generation."""

    def before_commit(watch: invalidation.Watch) -> None:
        invalidation.invalidate(watch._connection)  # noqa: SLF001
        time.sleep(SLOW_COMMIT_S)

    invalidation.Watch.note_write = before_commit  # type: ignore[method-assign, assignment]
    return bootstrap()


def never_invalidating() -> HttpApplication:
    def never(watch: invalidation.Watch) -> None:
        pass

    invalidation.Watch.note_write = never  # type: ignore[method-assign, assignment]
    return bootstrap()


def trusting_new_connections() -> HttpApplication:
    """A cache that comes back may still hold the generation that a writer could not delete."""
    return bootstrap(lease=_lasting(begin=("PING",)), breaker_open_s=SHORT_BREAK_S)


def without_leases() -> HttpApplication:
    """A worker that was idle while the cache was away continues with its old connection."""
    return bootstrap(lease=_lasting(seconds=3600.0))


def renewing_by_reading() -> HttpApplication:
    """A cache that refuses writes still answers reads."""
    return bootstrap(lease=_lasting(renew=("PING",)))


def not_waiting() -> HttpApplication:
    """A writer answers before the leases of the other workers have run out."""
    invalidation.invalidate = partial(invalidation.invalidate, at_most_s=0.0)
    return bootstrap(lease=_lasting(seconds=LONG_LEASE_S))


def telling_no_worker() -> HttpApplication:
    """A cache that refuses a writer renews the leases of the other workers."""
    invalidation.tell_workers = _nobody  # type: ignore[attr-defined]
    return bootstrap()


def lasting_generations() -> HttpApplication:
    """A worker that wakes up finds a generation that a writer could not delete. Nobody is told, because the last worker
    that is told in a fault may find a cache that deletes again."""
    invalidation.tell_workers = _nobody  # type: ignore[attr-defined]
    return bootstrap(lease=_lasting(awake_s=SHORT_AWAKE_S))


def sleeping_early() -> HttpApplication:
    """Not broken: its workers also sleep in the short pauses of a race."""
    return bootstrap(lease=replace(LEASE, awake_s=SHORT_AWAKE_S))


def _nobody(connection: BaseDatabaseWrapper) -> None:
    """Tells nobody of a missed write."""


def _lasting(**changes: Any) -> Lease:
    """The lease with these changes, over generations that do not expire: an expiry would hide other faults."""
    redis_answers.GENERATION_MS = LASTING_MS
    renew = ("PEXPIRE", invalidation.GENERATION_KEY, LASTING_MS)
    return replace(LEASE, **{"renew": renew} | changes)


def locking_what_it_joins() -> HttpApplication:
    """After the wait for a lock, a statement reads only the locked table anew. Joined rows are from before the wait."""

    def get(repository: OrmCustomerRepository, id: int) -> StoredCustomer:
        rows = models.Customer.objects.select_for_update(of=("self",)).select_related("relationship", "address")
        row = rows.filter(id=id).defer("search_vector").first()
        if row is None:
            raise CustomerNotFound
        return stored_customer(row)

    OrmCustomerRepository.get = get  # type: ignore[method-assign, assignment]
    return bootstrap()
