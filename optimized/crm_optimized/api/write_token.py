"""Permission to write. If API_WRITE_TOKEN is set, a write needs it as a bearer token. Reads are always open."""

from secrets import compare_digest

from django.conf import settings
from django.http import HttpRequest

WRITES = ("POST", "PUT", "PATCH", "DELETE")


def may_write(request: HttpRequest) -> bool:
    if not settings.API_WRITE_TOKEN or request.method not in WRITES:
        return True
    # RFC 9110: spaces and tabs around a value do not belong to it, and one or more spaces separate scheme and token.
    scheme, _, token = request.headers.get("Authorization", "").strip(" \t").partition(" ")
    # In constant time, so that the duration of a refusal does not tell how much of the token was right.
    return scheme.lower() == "bearer" and compare_digest(token.lstrip(" ").encode(), settings.API_WRITE_TOKEN.encode())
