"""The check of the host gives the same results as Django's."""

import pytest
from crm_optimized.api.hosts import KNOWN_MAX, LENGTH_MAX, AllowedHosts
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

HOSTS = [
    "", "127.0.0.1", "127.0.0.1:8000", "127.0.0.1.", "127.0.0.1:", "127.0.0.1:x", "LOCALHOST", "localhost.:80",
    "api.example.com", "API.Example.COM:443", "example.com", "example.com.", "a.b.example.com", "badexample.com",
    "[::1]", "[::1]:8000", "[::1", "::1", "[0:0:0:0:0:0:0:1]", "a b", "localhost/", "u@localhost",
    "localhost,localhost",
    "\xe4.example.com", "localhost\0", "localhost\n", "x" * 300 + ".example.com", "evil.com", "*", ".example.com",
]  # fmt: skip
ALLOWED = [["127.0.0.1", "localhost"], [".example.com"], ["[::1]", "example.com"], ["*"], []]


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("allowed", ALLOWED, ids=str)
def test_a_host_is_allowed_when_django_says_so(settings: object, allowed: list[str], debug: bool) -> None:
    settings.ALLOWED_HOSTS, settings.DEBUG = allowed, debug  # type: ignore[attr-defined]
    hosts = AllowedHosts(allowed, debug=debug)
    for host in HOSTS * 2:
        assert (host.encode("latin-1") in hosts) == django_allows(host), host


def test_strangers_choose_neither_the_number_nor_the_size_of_what_is_remembered() -> None:
    hosts = AllowedHosts([".example.com"], debug=False)
    for number in range(KNOWN_MAX * 4):
        assert b"%d.example.com" % number in hosts
    assert b"x" * LENGTH_MAX + b".example.com" in hosts
    known = hosts._known.cache_info()
    assert known.currsize == known.maxsize == KNOWN_MAX
    assert known.misses == KNOWN_MAX * 4


def django_allows(host: str) -> bool:
    request = HttpRequest()
    request.META = {"HTTP_HOST": host}
    try:
        return bool(request.get_host())
    except DisallowedHost:
        return False
