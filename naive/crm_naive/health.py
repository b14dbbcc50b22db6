from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from crm_naive.customers.models import Customer

READ_ONLY = ["get", "head"]


class Live(APIView):
    """The process runs."""

    schema = None
    http_method_names = READ_ONLY

    def get(self, request: Request) -> Response:
        return Response({"status": "ok"})


class Ready(APIView):
    """The database answers and has the tables. If not, the exception handler answers 503."""

    schema = None
    http_method_names = READ_ONLY

    def get(self, request: Request) -> Response:
        Customer.objects.select_related("address", "relationship").filter(pk=0).first()
        return Response({"status": "ok"})
