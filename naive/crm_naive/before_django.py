"""WSGI middleware for what Django itself would stumble over before any middleware of Django's runs."""

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

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


class OneHost:
    """Leave Django no host to believe when the request names none, or two: it answers 400 then.

    Without a Host header Django takes the server's own address. A target in absolute form names a host that a proxy
    goes by (RFC 9112, 3.2.2) and Django never sees.
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
    """Read the body first; refuse one over 64 KiB unread, and one that ended before its Content-Length.

    Django believes a short read: it would execute the beginning of what a client that has left meant to send.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            # Django reads as many bytes as Content-Length says, so to Django a chunked body is an empty one.
            # gunicorn raises when the last chunk does not come.
            body = environ["wsgi.input"].read(MAX_BODY_BYTES + 1)
            length = len(body)
        elif length <= MAX_BODY_BYTES:
            body = environ["wsgi.input"].read(length)
        if length > MAX_BODY_BYTES:
            return refuse(413, f"The body is larger than {MAX_BODY_BYTES} bytes.", start_response)
        if len(body) < length:
            return refuse(400, "The body is shorter than its Content-Length.", start_response)
        environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(length)}
        return self.application(environ, start_response)


def refuse(status: int, detail: str, start_response: "StartResponse") -> Iterable[bytes]:
    response = problem(status, detail)
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content]
