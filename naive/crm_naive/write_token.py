"""Who may write: everybody, or with API_WRITE_TOKEN set whoever sends it as a bearer token. Reads stay open."""

from secrets import compare_digest
from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView  # which imports this module, as its default

WRITES = {"POST", "PUT", "PATCH", "DELETE"}


class WriteToken(BasePermission):
    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not settings.API_WRITE_TOKEN or request.method not in WRITES:
            return True
        # RFC 9110: blanks around a field's value are no part of it, and one or more separate scheme and token.
        scheme, _, token = request.headers.get("Authorization", "").strip(" \t").partition(" ")
        # In constant time: how long a refusal takes says nothing of how much was right.
        if scheme.lower() == "bearer" and compare_digest(token.lstrip(" ").encode(), settings.API_WRITE_TOKEN.encode()):
            return True
        raise AuthenticationFailed
