"""The part of the results format about a ladder: services that differ from each other by one change."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rung:
    """A contender's place on the ladder, and what its database costs."""

    contender: str
    below: str
    """The contender with which it is compared: a factor is the CPU per request of that one, divided by this one's.
    Empty for the lowest rung. For a service that lacks a change, it is the service with all changes."""
    change: str
    """What it adds to the contender below; of a service that lacks a change, that change."""
    database: str
    """Rungs with the same one share it; empty for a contender without a database."""
    table_bytes: int | None = None
    """Of the whole database, with TOAST. The cost of a change is the difference from the contender below."""
    index_bytes: int | None = None
    build_s: float | None = None
    """Seconds to build the structures that the change adds, with VACUUM. None where it adds none."""
    whole: bool = False
    """It has every change that keeps the framework of the lowest rung; leave-one-out takes them away one at a time."""
    left_out: str = ""
    """The change that the service lacks. Empty for the ladder's own rungs."""
    superseded_by: str = ""
    """A later change that makes the missing one needless."""
