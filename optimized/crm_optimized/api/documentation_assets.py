"""Scripts and styles of the documentation page, from ninja's package: no CDN, no collectstatic, no file server."""

import mimetypes
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse


def asset(request: HttpRequest, path: str) -> HttpResponse:
    content_type, content = _read(path)
    return HttpResponse(content, content_type=content_type, headers={"Cache-Control": "max-age=3600"})


@lru_cache(maxsize=32)
def _read(path: str) -> tuple[str, bytes]:
    try:
        found = finders.find(path)
    except SuspiciousFileOperation:  # the path leads out of the folder
        raise Http404 from None
    if not isinstance(found, str) or not Path(found).is_file():
        raise Http404
    return mimetypes.guess_type(path)[0] or "application/octet-stream", Path(found).read_bytes()
