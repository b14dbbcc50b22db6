"""All faults by name, and what the service may do under each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from races import cache_faults, database_faults, replica_faults, worker_faults
from races.fault_targets import Inject


@dataclass(frozen=True, slots=True)
class Fault:
    """What the service may do during a fault and after it.

    `unanswered`: each client may lose the one request that it has in progress. `unavailable`: a request that needs the
    database may be answered 503. `recovers_s`: seconds that the service may take to recover.
    """

    inject: Inject
    unanswered: bool = False
    unavailable: bool = False
    recovers_s: float = inf


CACHE_FAULTS = {
    "stopped": Fault(cache_faults.stopped),
    "stopped-idle": Fault(cache_faults.stopped_idle),
    "killed": Fault(cache_faults.killed),
    "restored": Fault(cache_faults.restored),
    "full": Fault(cache_faults.full),
    "flushed": Fault(cache_faults.flushed),
    "read-only": Fault(cache_faults.read_only),
    "cut-off": Fault(cache_faults.cut_off),
}
WORKER_FAULTS = {
    # uvicorn waits for its health check to time out if the worker is killed during one: 2 s instead of 0.5 s.
    "worker-killed": Fault(worker_faults.worker_killed, unanswered=True, recovers_s=3),
    "worker-frozen": Fault(worker_faults.worker_frozen, unanswered=True, recovers_s=3),
    "worker-terminated": Fault(worker_faults.worker_terminated, unanswered=True, recovers_s=10),
}
DATABASE_FAULTS = {
    "database-away": Fault(database_faults.database_away, unavailable=True, recovers_s=3),
    "database-frozen": Fault(database_faults.database_frozen, unavailable=True, recovers_s=2),
    "table-locked": Fault(database_faults.table_locked, unavailable=True, recovers_s=1),
}
# They need several replicas.
REPLICA_FAULTS = {
    "cache-link": Fault(replica_faults.cache_link_cut),
    "replica-killed": Fault(replica_faults.replica_killed, unanswered=True),
    # After a cut, TCP sends again after a pause that is as long as the cut.
    "database-link": Fault(replica_faults.database_link_cut, unavailable=True, recovers_s=8),
}
FAULTS: Mapping[str, Fault] = {**CACHE_FAULTS, **WORKER_FAULTS, **DATABASE_FAULTS, **REPLICA_FAULTS}
GROUPS: Mapping[str, Sequence[str]] = {
    "cache": tuple(CACHE_FAULTS),
    "workers": tuple(WORKER_FAULTS),
    "database": tuple(DATABASE_FAULTS),
    "replicas": tuple(REPLICA_FAULTS),
    "all": (*CACHE_FAULTS, *WORKER_FAULTS, *DATABASE_FAULTS),
}
