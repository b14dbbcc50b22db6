"""The hosts of this service. They are checked first: before the cache, before Django, and before a body is read."""

from collections.abc import Sequence
from functools import lru_cache

from django.http.request import split_domain_port, validate_host

# Hosts in the table of known ones, so that a request costs one lookup. The table is small, because clients choose its
# content.
KNOWN_MAX = 256
# Bytes of a host in the table: a name of DNS has at most 253, and a port comes after it. Longer ones are decided again
# for each request, so that clients cannot choose the size of the table.
LENGTH_MAX = 260
LOCAL_HOSTS = (".localhost", "127.0.0.1", "[::1]")


class AllowedHosts:
    """`host in hosts` holds if Django would accept it under `allowed`, the setting ALLOWED_HOSTS."""

    def __init__(self, allowed: Sequence[str], *, debug: bool) -> None:
        self._allowed = tuple(allowed) or (LOCAL_HOSTS if debug else ())
        self._known = lru_cache(maxsize=KNOWN_MAX)(self._is_allowed)

    def __contains__(self, host: bytes) -> bool:
        return self._known(host) if len(host) <= LENGTH_MAX else self._is_allowed(host)

    def _is_allowed(self, host: bytes) -> bool:
        domain, _ = split_domain_port(host.decode("latin-1"))
        return bool(domain) and validate_host(domain, self._allowed)
