"""Both clients of the cache use the value of REDIS_URL, or it is refused with a sentence."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import redis
from crm_optimized.infrastructure.redis_pipe import Lease, RedisPipe, RedisUnavailable
from crm_optimized.infrastructure.redis_url import checked_redis_url, redis_address
from django.core.exceptions import ImproperlyConfigured
from django_redis.pool import ConnectionFactory

from tests.certificates import Certificate
from tests.proxy import Proxy

LEASE = Lease(0.3, begin=("DEL", "begun"), renew=("DEL", "renewed"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://", {}),
        ("redis://h", {"host": "h"}),
        ("redis://h/", {"host": "h"}),
        ("redis://h/3", {"db": 3}),
        ("redis://h?db=3", {"db": 3}),
        ("redis://[::1]:6380/3", {"host": "::1", "port": 6380, "db": 3}),
        ("redis://:p%40%2F%2C@h", {"password": "p@/,"}),
        ("redis://u%3A:p@h", {"username": "u:", "password": "p"}),
        ("rediss://h/1?ssl_ca_certs=/ca.pem&ssl_cert_reqs=none", {"ssl_ca_certs": "/ca.pem", "ssl_cert_reqs": "none"}),
        ("unix:///run/redis.sock?db=2", {"path": "/run/redis.sock", "db": 2}),
        ("unix://u:p%40@/run/redis.sock", {"path": "/run/redis.sock", "username": "u", "password": "p@"}),
    ],
)
def test_every_part_of_the_url_is_kept(url: str, expected: dict[str, Any]) -> None:
    address = redis_address(url)
    address.pop("connection_class", None)
    assert expected.items() <= address.items()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "h:6379",
        "http://h",
        "redis-sentinel://u:s3cr3t@h/0",
        "REDIS://h",
        "redis://h/abc",
        "redis://h/0/1",
        "redis://h/-1",
        "redis://h?db=abc",
        "redis://h?db=",
        "redis://h/1?db=2",
        "redis://h?db=1&db=2",
        "redis://h:0",
        "redis://h:99999",
        "redis://u:s3cr3t/x@h",
        "redis://u:s3cr3t#x@h",
        "redis://u:x?s3cr3t@h",
        "redis://h?socket_timeout=5",
        "redis://h?ssl_cert_reqs=none",
        "rediss://h?ssl_nonsense=1",
        "redis://[::1",
        "unix://",
        "unix:///",
        "unix://run/redis.sock",
        "unix:///run/redis.sock?ssl_cert_reqs=none",
    ],
)
def test_what_cannot_be_used_is_one_sentence_without_the_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^REDIS_URL .*\.$") as refused:
        checked_redis_url(url)
    assert "s3cr3t" not in str(refused.value)


@pytest.mark.parametrize("query", ["ssl_ca_certs=/nonexistent", "ssl_cert_reqs=bogus", "ssl_certfile=/nonexistent"])
def test_options_of_tls_that_cannot_be_used_are_refused(query: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="options of TLS cannot be used"):
        RedisPipe(f"rediss://h?{query}", timeout_s=1, lease=LEASE)


@pytest.mark.servers
def test_the_process_ends_with_the_sentence_and_no_traceback() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "crm_optimized.serve", "--port", "0"],
        env=os.environ | {"REDIS_URL": "redis-sentinel://h"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 3
    assert "REDIS_URL must be redis://" in ended.stderr
    assert "Traceback" not in ended.stderr


def written_and_read(url: str) -> bytes:
    """A value that django-redis writes and the pipe reads with the same URL."""
    options = {"SOCKET_CONNECT_TIMEOUT": 5, "SOCKET_TIMEOUT": 5}
    client = ConnectionFactory(options).connect(url)
    try:
        client.set("both", "see this")
    finally:
        client.close()
        client.connection_pool.disconnect()

    async def read() -> bytes:
        pipe = RedisPipe(url, timeout_s=5, lease=LEASE)
        try:
            value: bytes = await pipe.execute("GET", "both")
            return value
        finally:
            await pipe.aclose()

    return asyncio.run(read())


def test_both_clients_use_a_unix_socket_and_the_database_of_the_url(
    server: tuple[str, int, str], cache: redis.Redis, tmp_path: Path
) -> None:
    host, port, user = server
    with Proxy(host, port, path=tmp_path / "redis.sock"):
        assert written_and_read(f"unix://{user}@{tmp_path}/redis.sock?db=9") == b"see this"
    with redis.Redis.from_url(f"redis://{user}@{host}:{port}/9") as other:
        assert other.get("both") == b"see this"
    assert cache.get("both") is None


def test_both_clients_verify_the_certificate(server: tuple[str, int, str], cache: redis.Redis, tmp_path: Path) -> None:
    host, port, user = server
    mine, another = (Certificate(tmp_path / name).made() for name in ("mine", "another"))
    with Proxy(host, port, tls=mine.server()) as proxy:
        url = f"rediss://{user}@127.0.0.1:{proxy.port}/9"
        assert written_and_read(f"{url}?ssl_ca_certs={mine.file}") == b"see this"
        assert written_and_read(f"{url}?ssl_cert_reqs=none") == b"see this"
        for distrusted in (url, f"{url}?ssl_ca_certs={another.file}"):
            with pytest.raises(redis.ConnectionError, match="certificate verify failed"):
                written_and_read(distrusted)
            with pytest.raises(RedisUnavailable, match="certificate verify failed"):
                asyncio.run(RedisPipe(distrusted, timeout_s=5, lease=LEASE).execute("PING"))


def test_both_clients_have_the_name_and_password_of_the_url(server: tuple[str, int, str], cache: redis.Redis) -> None:
    host, port, _ = server
    cache.execute_command("ACL", "SETUSER", "te@st", "reset", "on", ">pass,wörd/", "~*", "+@all")
    try:
        assert written_and_read(f"redis://te%40st:pass%2Cw%C3%B6rd%2F@{host}:{port}/9") == b"see this"
    finally:
        cache.execute_command("ACL", "DELUSER", "te@st")


def test_a_password_with_a_comma_is_not_a_list_of_servers() -> None:
    ask = """
from django_redis import get_redis_connection
known = get_redis_connection().connection_pool.connection_kwargs
print(known["host"], known["password"], known["db"])
"""
    said = subprocess.run(
        [sys.executable, "-c", ask],
        env=os.environ | {"REDIS_URL": "redis://:a,b@h/3", "DJANGO_SETTINGS_MODULE": "crm_optimized.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout == "h a,b 3\n", said.stderr
