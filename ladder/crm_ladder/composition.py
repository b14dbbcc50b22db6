"""Services out of rungs: naive's view set with the mixins of any of them, and their structures of the database.

A rung is a module with `Mixin`, a mixin over the view set, `STRUCTURES`, operations of Django's migrations, and
`start`, which is called when Django has started. It has one of them or more.
"""

from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

from crm_naive.customers.views import CustomerViewSet
from django.core.exceptions import ImproperlyConfigured
from django.db.migrations.operations.base import Operation

# From the cheapest change to the most expensive one.
RUNGS = ("prefetch", "ordering_indexes", "keyset", "contains_indexes", "search_vector", "plain_rows", "tuned")

# Popular advice that is no rung, but can be measured in place of rungs.
ADVICE = ("select_related",)


def modules(names: Sequence[str]) -> list[ModuleType]:
    """In the order of the ladder, whatever order the names have. Raises ImproperlyConfigured."""
    if unknown := [name for name in names if name not in ADVICE + RUNGS]:
        raise ImproperlyConfigured(f"LADDER_RUNGS names {', '.join(unknown)}. The rungs are {', '.join(RUNGS)}.")
    return [import_module(f"crm_ladder.rungs.{name}") for name in ADVICE + RUNGS if name in names]


def view_set(names: Sequence[str]) -> type[Any]:
    mixins = [rung.Mixin for rung in modules(names) if hasattr(rung, "Mixin")]
    return type("CustomerViewSet", (*reversed(mixins), CustomerViewSet), {})


def structures(name: str) -> Sequence[Operation]:
    (rung,) = modules([name])
    return getattr(rung, "STRUCTURES", ())


def start(names: Sequence[str]) -> None:
    for rung in modules(names):
        if hasattr(rung, "start"):
            rung.start()
