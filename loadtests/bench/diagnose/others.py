"""Other clients of the database, noticed while nothing is asked."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from bench.diagnose.database import Database
from bench.diagnose.statements import CHANGES, SESSIONS, StatementWatch

# The server counts a session of ours when its process has ended.
SETTLED_S = 0.3
# In this time nothing is asked: what changes is the work of others.
IDLE_S = 1.0


@dataclass(frozen=True, slots=True)
class Others:
    statements: int
    sessions: int
    changes: int

    def words(self) -> Iterator[str]:
        if self.statements or self.sessions:
            yield (
                f"Other clients use this database: {self.statements} statements and {self.sessions} new connections in "
                f"{IDLE_S:g} s without a request. These statements are left out."
            )


def watch_others(database: Database, watch: StatementWatch) -> Others:
    """Their statements are left out of everything from now on."""
    time.sleep(SETTLED_S)
    sessions, changes = database.number(SESSIONS), database.number(CHANGES)
    watch.begin()
    time.sleep(IDLE_S)
    seen = watch.since()
    watch.ignore(seen)
    return Others(len(seen), database.number(SESSIONS) - sessions, database.number(CHANGES) - changes)
