from django.db import connection
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

READ_ONLY = ["get", "head"]


class Live(APIView):
    """The process answers."""

    schema = None
    http_method_names = READ_ONLY

    def get(self, request: Request) -> Response:
        return Response({"status": "ok"})


class Ready(APIView):
    """The database answers; if not, the exception handler makes the 503."""

    schema = None
    http_method_names = READ_ONLY

    def get(self, request: Request) -> Response:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return Response({"status": "ok"})
