"""The parameters of a load."""

from dataclasses import dataclass, field

from crm_seeding.tables import Tables

# Chunks that share a COPY and a commit: 4 MB. A batch costs eight round trips, which take long on a busy machine.
CHUNKS_IN_A_BATCH = 4

# Seconds that a load waits for other sessions that lock the tables: enough for a request to end, or for autovacuum to
# give way.
LOCK_TIMEOUT_S = 10


@dataclass(frozen=True, slots=True)
class Request:
    # libpq's connection string. It holds the password, so it is not shown.
    conninfo: str = field(repr=False)
    tables: Tables
    customers: int
    seed: int
    # Number of worker processes.
    workers: int
    # Whether customers that exist are replaced; without it they are an error.
    replace: bool
    chunks_in_a_batch: int = CHUNKS_IN_A_BATCH
    lock_timeout_s: float = LOCK_TIMEOUT_S
