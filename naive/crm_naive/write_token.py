"""Permission to write: if API_WRITE_TOKEN is set, a write needs it as a bearer token. Reads never need it."""

from secrets import compare_digest
from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:
    # This module is the default permission of rest_framework.views, which imports it.
    from rest_framework.views import APIView

WRITES = {"POST", "PUT", "PATCH", "DELETE"}


class WriteToken(BasePermission):
    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not settings.API_WRITE_TOKEN or request.method not in WRITES:
            return True
        # RFC 9110: blanks around a header's value do not count, and one or more blanks separate scheme and token.
        scheme, _, token = request.headers.get("Authorization", "").strip(" \t").partition(" ")
        # Compare in constant time, so that the time of a refusal does not reveal how many characters were right.
        if scheme.lower() == "bearer" and compare_digest(token.lstrip(" ").encode(), settings.API_WRITE_TOKEN.encode()):
            return True
        raise AuthenticationFailed
