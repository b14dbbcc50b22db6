"""WSGI middleware for what Django itself would stumble over before any middleware of Django's runs."""

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

from crm_naive.problems import problem

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

MAX_BODY_BYTES = 64 * 1024


class OnlyUTF8:
    """Take the parameters off Content-Type: Django decodes even the query string with the `charset` of the body.

    A GET with `application/json; charset=idna` is then a failure while the request is being built.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ["CONTENT_TYPE"] = environ.get("CONTENT_TYPE", "").partition(";")[0]
        return self.application(environ, start_response)


class BodyLimit:
    """Refuse a body over 64 KiB before it is read."""

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            # Django reads as many bytes as Content-Length says, so to Django a chunked body is an empty one.
            body = environ["wsgi.input"].read(MAX_BODY_BYTES + 1)
            environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        if int(environ.get("CONTENT_LENGTH") or 0) <= MAX_BODY_BYTES:
            return self.application(environ, start_response)
        response = problem(413, f"The body is larger than {MAX_BODY_BYTES} bytes.")
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return [response.content]
