"""REDIS_URL, parsed by redis-py. The service has two clients: redis-py for writes, and its own one for reads.

A URL that the two would not understand equally and completely is refused with a sentence.
"""

import re
import ssl
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured
from redis.asyncio.connection import RedisSSLContext
from redis.connection import parse_url
from redis.exceptions import RedisError

TLS = ("ssl_cert_reqs", "ssl_check_hostname", "ssl_ca_certs", "ssl_ca_path", "ssl_certfile", "ssl_keyfile")
PARAMETERS = {"redis": ("db",), "rediss": ("db", *TLS), "unix": ("db",)}
FORMS = (
    "redis://user:password@host:6379/0, rediss:// for TLS, or unix:///path/to/socket?db=0;"
    " in a password write / as %2F, # as %23, ? as %3F and @ as %40"
)


def checked_redis_url(url: str) -> str:
    redis_address(url)
    return url


def redis_address(url: str) -> dict[str, Any]:
    """Some of host, port, path, db, username, password, the names in `TLS`, and connection_class for rediss and unix.

    Raises ImproperlyConfigured with a sentence that contains no part of a password.
    """
    scheme = url.partition("://")[0]
    refusal = ImproperlyConfigured(f"REDIS_URL must be {FORMS}.")
    try:
        parts = urlsplit(url)
        no_port = parts.port == 0  # redis-py would use 6379 instead
        address = dict(parse_url(url))  # type: ignore[no-untyped-call]
    except ValueError:
        raise refusal from None
    no_socket = scheme == "unix" and (parts.hostname or not parts.path.strip("/"))
    if scheme not in PARAMETERS or no_port or parts.fragment or no_socket:
        raise refusal
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    _check_parameters(scheme, [name for name, _ in pairs])
    databases = [value for name, value in pairs if name == "db"]
    if scheme != "unix" and parts.path.strip("/"):
        databases.append(parts.path.removeprefix("/"))
    if len(databases) > 1 or not all(re.fullmatch("[0-9]{1,6}", database) for database in databases):
        raise ImproperlyConfigured("REDIS_URL must name its database once, by a number: /0, or ?db=0 after a socket.")
    return address


def _check_parameters(scheme: str, names: list[str]) -> None:
    for name in names:
        if name not in PARAMETERS[scheme] or names.count(name) > 1:
            which = f"the parameter {name}" if re.fullmatch("[a-z_]{1,30}", name) else "a parameter"
            raise ImproperlyConfigured(
                f"REDIS_URL has {which}, but {scheme}:// takes {', '.join(PARAMETERS[scheme])}, each once."
                f" It must be {FORMS}."
            )


def tls_context(address: dict[str, Any]) -> ssl.SSLContext:
    """Verifies certificates unless the URL says otherwise. Raises ImproperlyConfigured if a file cannot be used."""
    options: dict[str, Any] = {"cert_reqs": "required", "check_hostname": True}
    options |= {name.removeprefix("ssl_"): address[name] for name in TLS if name in address}
    try:
        return RedisSSLContext(**options).get()
    except (OSError, RedisError) as error:  # ssl.SSLError is an OSError
        raise ImproperlyConfigured(f"REDIS_URL: the options of TLS cannot be used: {error}.") from None
