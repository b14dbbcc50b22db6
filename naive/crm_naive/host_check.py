from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware

# Paths that a cluster asks for.
PROBES = {"/livez", "/readyz"}


class HostCheck(CommonMiddleware):
    """Django's check of ALLOWED_HOSTS for every path except the probes: a cluster sends them to an address."""

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        return None if request.path_info in PROBES else super().process_request(request)
