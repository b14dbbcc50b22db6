"""Which hosts are ours, decided before everything else: before the cache, before Django, before a body is read."""

from collections.abc import Sequence
from functools import lru_cache

from django.http.request import split_domain_port, validate_host

# A request pays one look into a table. The table is small, because clients choose what is in it, and what is longer
# than a name of DNS (253) with a port is decided anew each time, because nobody should choose its size either.
KNOWN_MAX = 256
LENGTH_MAX = 260
LOCAL_HOSTS = (".localhost", "127.0.0.1", "[::1]")


class OurHosts:
    """ALLOWED_HOSTS, read as Django reads it."""

    def __init__(self, allowed: Sequence[str], *, debug: bool) -> None:
        self._allowed = tuple(allowed) or (LOCAL_HOSTS if debug else ())
        self._known = lru_cache(maxsize=KNOWN_MAX)(self._is_ours)

    def __contains__(self, host: bytes) -> bool:
        return self._known(host) if len(host) <= LENGTH_MAX else self._is_ours(host)

    def _is_ours(self, host: bytes) -> bool:
        domain, _ = split_domain_port(host.decode("latin-1"))
        return bool(domain) and validate_host(domain, self._allowed)
