from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware

PROBES = {"/livez", "/readyz"}


class HostCheck(CommonMiddleware):
    """Django's check of ALLOWED_HOSTS, for everything but the probes of a cluster, which ask an address."""

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        return None if request.path_info in PROBES else super().process_request(request)
