"""The service with one of its defences off, for uvicorn's --factory: a race that does not fail here proves nothing."""

import os
import time
from dataclasses import replace
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_optimized.settings")
django.setup()

from crm_optimized import bootstrap as composition  # noqa: E402  the settings come first
from crm_optimized.api.http_application import HttpApplication  # noqa: E402
from crm_optimized.application.errors import CustomerNotFound  # noqa: E402
from crm_optimized.domain.customer import StoredCustomer  # noqa: E402
from crm_optimized.infrastructure import invalidation, models, redis_answers  # noqa: E402
from crm_optimized.infrastructure.customer_repository import OrmCustomerRepository, stored_customer  # noqa: E402

SLOW_COMMIT_S = 0.02  # as on a disk with other work to do


def deleting_in_the_transaction() -> HttpApplication:
    """A reader between the deletion and the commit stores the old state under the new generation."""

    def before_commit(watch: invalidation.Watch) -> None:
        invalidation.invalidate()
        time.sleep(SLOW_COMMIT_S)

    invalidation.Watch.note_write = before_commit  # type: ignore[method-assign, assignment]
    return composition.bootstrap()


def never_invalidating() -> HttpApplication:
    def never(watch: invalidation.Watch) -> None:
        pass

    invalidation.Watch.note_write = never  # type: ignore[method-assign, assignment]
    return composition.bootstrap()


def trusting_new_connections() -> HttpApplication:
    """A cache that comes back may still hold the generation that a writer could not delete."""
    redis_answers.OPEN_S = 0.1  # else nobody looks before the writers go on and heal it
    _lease(begin=("PING",))
    return composition.bootstrap()


def without_leases() -> HttpApplication:
    """A worker that nobody asked anything while the cache was away goes on with its old connection."""
    _lease(seconds=3600.0)
    return composition.bootstrap()


def renewing_by_reading() -> HttpApplication:
    """A cache that refuses writes still answers reads."""
    _lease(renew=("PING",))
    return composition.bootstrap()


def not_waiting() -> HttpApplication:
    """A writer that answers before the leases of the other workers have run out; long ones, so that one sees it."""
    _lease(seconds=2.0)
    invalidation.LEASE_S = 0.0
    return composition.bootstrap()


def locking_what_it_joins() -> HttpApplication:
    """A statement that has waited for a lock re-reads the locked table alone: the joined ones are from before."""

    def get(repository: OrmCustomerRepository, id: int) -> StoredCustomer:
        rows = models.Customer.objects.select_for_update(of=("self",)).select_related("relationship", "address")
        row = rows.filter(id=id).defer("search_vector").first()
        if row is None:
            raise CustomerNotFound
        return stored_customer(row)

    OrmCustomerRepository.get = get  # type: ignore[method-assign, assignment]
    return composition.bootstrap()


def _lease(**changes: Any) -> None:
    composition.LEASE = replace(redis_answers.LEASE, **changes)  # type: ignore[attr-defined]
