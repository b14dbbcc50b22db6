"""Answers to requests that no view has answered. Django calls these views, and so does the ASGI application."""

from django.http import HttpRequest, HttpResponse

from crm_optimized.api.problems import problem


def not_found(request: HttpRequest | None = None, exception: Exception | None = None) -> HttpResponse:
    return problem(404, "There is nothing at this address.")


def bad_request(request: HttpRequest | None = None, exception: Exception | None = None) -> HttpResponse:
    return problem(400, "The request is not valid.")


def server_error(request: HttpRequest | None = None) -> HttpResponse:
    return problem(500, "Something went wrong here.")
