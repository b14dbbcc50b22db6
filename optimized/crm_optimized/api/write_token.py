"""Who may write: everybody, or with API_WRITE_TOKEN set whoever sends it as a bearer token. Reads stay open."""

from secrets import compare_digest

from django.conf import settings
from django.http import HttpRequest

WRITES = ("POST", "PUT", "PATCH", "DELETE")


def may_write(request: HttpRequest) -> bool:
    if not settings.API_WRITE_TOKEN or request.method not in WRITES:
        return True
    # RFC 9110: blanks around a field's value are no part of it, and one or more separate scheme and token.
    scheme, _, token = request.headers.get("Authorization", "").strip(" \t").partition(" ")
    # In constant time: how long a refusal takes says nothing of how much was right.
    return scheme.lower() == "bearer" and compare_digest(token.lstrip(" ").encode(), settings.API_WRITE_TOKEN.encode())
