"""DATABASE_URL, read by libpq. Every part of it is used, or the process ends at its start with one sentence."""

import re
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg import Error, pq
from psycopg.conninfo import conninfo_to_dict, make_conninfo

SCHEMES = ("postgresql://", "postgres://")
# Django always sends text as UTF-8, and a replication connection does not answer queries.
NOT_OURS_TO_CHOOSE = ("client_encoding", "replication")
# libpq checks these parameters only when it connects.
WHOLE_NUMBERS = (
    *("connect_timeout", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count"),
    "tcp_user_timeout",
)


def database_from_url(url: str) -> dict[str, Any]:
    """Return an entry of Django's DATABASES. Raise ImproperlyConfigured with a sentence that contains no password."""
    if not url.startswith(SCHEMES):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://, because this service needs PostgreSQL.")
    try:
        options = conninfo_to_dict(url)
    except Error as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {_without_values(str(error))}.") from None
    names = [pair.partition("=")[0] for pair in url.rpartition("?")[2].split("&")]
    if len(names) > len(set(names)):
        raise ImproperlyConfigured("DATABASE_URL must give each parameter once.")
    for name in NOT_OURS_TO_CHOOSE:
        if name in options:
            raise ImproperlyConfigured(f"DATABASE_URL must not set {name}.")
    for name in WHOLE_NUMBERS:
        if not re.fullmatch("-?[0-9]{1,9}", str(options.get(name, 0))):
            raise ImproperlyConfigured(f"DATABASE_URL must give {name} as a whole number.")
    if not options.get("dbname") and "service" not in options:
        raise ImproperlyConfigured("DATABASE_URL must name a database: postgresql://user:password@host:5432/database.")
    if refusal := _refusal(options):
        raise ImproperlyConfigured(f"DATABASE_URL cannot be used: {refusal}.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": options.pop("dbname", ""),
        "USER": options.pop("user", ""),
        "PASSWORD": options.pop("password", ""),
        "HOST": options.pop("host", ""),
        "PORT": options.pop("port", ""),
        "OPTIONS": options,
    }


def _refusal(options: dict[str, Any]) -> str:
    """Return libpq's error message for these options, or an empty text.

    libpq checks values when it begins to connect. Here it connects to sockets that cannot exist, so nothing is sent.
    """
    hosts = str(options.get("host") or options.get("hostaddr") or "").split(",")
    nowhere = {name: value for name, value in options.items() if name != "hostaddr"}
    nowhere["host"] = ",".join("/nonexistent" for _ in hosts)
    attempt = pq.PGconn.connect_start(make_conninfo("", **nowhere).encode())
    message = attempt.error_message.decode(errors="replace").strip()
    attempt.finish()
    if message.startswith("connection to server on socket"):
        return ""
    if '"port"' in message:
        # A "/" in a password ends the host part of the URL. libpq then quotes a part of the password as the port.
        return "its port is not a number; write / in a password as %2F"
    return message


def _without_values(message: str) -> str:
    """Remove the values that libpq quotes, because they may be a password. Names of parameters stay."""
    return re.sub(r':? "(?![a-z_]+"$|\W").*', "", message.strip(), flags=re.DOTALL)
