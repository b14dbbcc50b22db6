"""Differences of pg_stat_statements: what PostgreSQL did for one request. Nothing is reset."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bench.diagnose.database import MARK, Database
from bench.diagnose.redaction import COMMENTS
from bench.errors import BenchError

# Without the texts, which lie in a file of up to some MB. Statements inside of functions are part of their callers.
COUNTERS = """
SELECT userid, queryid, calls, rows, shared_blks_hit + shared_blks_read + temp_blks_read + temp_blks_written,
       total_exec_time
FROM pg_stat_statements(false)
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND toplevel
"""
TEXTS = """
SELECT queryid, min(query) FROM pg_stat_statements(true)
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND toplevel
GROUP BY queryid
"""
RESET = "SELECT stats_reset::text FROM pg_stat_statements_info"
CHANGES = "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint FROM pg_stat_user_tables"
SESSIONS = "SELECT sessions FROM pg_stat_database WHERE datname = current_database()"

WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|MERGE|TRUNCATE|COPY\s.*\bFROM\b)|\s*WITH\b.*\b(?:INSERT INTO|UPDATE|"
                    r"DELETE FROM|MERGE INTO)\s", re.IGNORECASE | re.DOTALL)  # fmt: skip

type Key = tuple[int, int]
"""A role and a statement."""


@dataclass(frozen=True, slots=True)
class Work:
    calls: int
    rows: int
    blocks: int
    """Of 8 kB, from memory or disk, temporary files included."""
    time_ms: float

    @property
    def blocks_a_call(self) -> float:
        return self.blocks / self.calls

    def __sub__(self, other: "Work") -> "Work":
        return Work(
            self.calls - other.calls, self.rows - other.rows, self.blocks - other.blocks, self.time_ms - other.time_ms
        )


NOTHING = Work(0, 0, 0, 0.0)


class StatementWatch:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._texts: dict[int, str] = {}
        self._ignored: frozenset[Key] = frozenset()
        self._began = database.rows(RESET)
        self._before: Mapping[Key, Work] = {}
        self._hidden_calls = 0
        self.hidden = False
        """Whether statements ran that our role may not see, because they are another role's."""

    def ignore(self, keys: Mapping[Key, Work]) -> None:
        """These are of other clients."""
        self._ignored |= frozenset(keys)

    def begin(self) -> None:
        self._before = self._read()

    def since(self) -> dict[Key, Work]:
        """What changed since `begin`, without our own statements and those of others."""
        hidden = self._hidden_calls
        after = self._read()
        self.hidden |= self._hidden_calls > hidden
        changed = {key: work - self._before.get(key, NOTHING) for key, work in after.items()}
        done = {key: work for key, work in changed.items() if work.calls and key not in self._ignored}
        if any(work.calls < 0 for work in done.values()) or self._database.rows(RESET) != self._began:
            raise BenchError("The statistics of PostgreSQL were reset during the diagnosis. Start it again.")
        if any(queryid not in self._texts for _, queryid in done):
            self._texts |= dict(self._database.rows(TEXTS))
        return {key: work for key, work in done.items() if MARK not in self.text(key)}

    def text(self, key: Key) -> str:
        return self._texts.get(key[1]) or ""

    def _read(self) -> dict[Key, Work]:
        read = self._database.rows(COUNTERS)
        visible = [row for row in read if row[1] is not None]
        self._hidden_calls = sum(row[2] for row in read if row[1] is None)
        return {
            (role, key): Work(calls, rows, int(blocks), float(ms)) for role, key, calls, rows, blocks, ms in visible
        }


def writes(text: str) -> bool:
    return bool(WRITES.match(COMMENTS.sub(" ", text)))
