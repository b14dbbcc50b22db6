"""WSGI middleware for requests that Django would misread before any of its own middleware runs."""

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crm_naive.problems import problem

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

MAX_BODY_BYTES = 64 * 1024


class OnlyUTF8:
    """Remove the parameters of Content-Type: Django decodes even the query string with the `charset` of the body.

    Otherwise a GET with `application/json; charset=idna` would fail while Django builds the request.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ["CONTENT_TYPE"] = environ.get("CONTENT_TYPE", "").partition(";")[0]
        return self.application(environ, start_response)


class OneHost:
    """Give Django an empty host if the request names no host or two hosts: Django then answers 400.

    Without a Host header, Django would use the server's own address. A target in absolute form names a host, too, which
    a proxy uses (RFC 9112, 3.2.2) and Django never sees.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        host = environ.setdefault("HTTP_HOST", "")
        target = environ.get("RAW_URI", "/")
        if not target.startswith(("/", "*")) and urlsplit(target).netloc.lower() != host.lower():
            environ["HTTP_HOST"] = ""
        return self.application(environ, start_response)


class WholeBody:
    """Read the whole body first. Refuse a body over 64 KiB without reading it, and one shorter than its Content-Length.

    Django accepts a short read: it would execute an incomplete request of a client that has disconnected.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            # Django reads as many bytes as Content-Length says, so it would read a chunked body as empty.
            # gunicorn raises an error if the last chunk does not arrive.
            body = environ["wsgi.input"].read(MAX_BODY_BYTES + 1)
            length = len(body)
        elif length <= MAX_BODY_BYTES:
            body = environ["wsgi.input"].read(length)
        if length > MAX_BODY_BYTES:
            return refuse(start_response, 413, detail=f"The body is larger than {MAX_BODY_BYTES} bytes.")
        if len(body) < length:
            return refuse(start_response, 400, detail="The body is shorter than its Content-Length.")
        environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(length)}
        return self.application(environ, start_response)


def refuse(start_response: "StartResponse", status: int, *, detail: str) -> Iterable[bytes]:
    response = problem(status, detail)
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content]
