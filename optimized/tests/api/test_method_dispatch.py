"""One view out of a view for each method."""

import asyncio
import threading
from typing import Any

import pytest
from crm_optimized.api.method_dispatch import by_method
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

PATH = "/here"


async def query(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"query %d" % threading.get_ident())


def command(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"command %d" % threading.get_ident())


def answer(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = asyncio.run(by_method({"GET": query, "POST": command})(request))
    return response


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_query_runs_on_the_event_loop(method: str) -> None:
    assert answer(RequestFactory().generic(method, PATH)).content == b"query %d" % threading.get_ident()


def test_a_command_runs_on_a_thread_and_has_a_length() -> None:
    response = answer(RequestFactory().post(PATH, {}, content_type="application/json"))
    assert response.content.startswith(b"command ")
    assert response.content != b"command %d" % threading.get_ident()
    assert response["Content-Length"] == str(len(response.content))


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_a_method_without_a_view_is_a_405_that_names_the_others(method: str) -> None:
    response = answer(RequestFactory().generic(method, PATH))
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/jsonx"])
def test_a_body_that_is_not_json_is_a_415(content_type: str) -> None:
    assert answer(RequestFactory().post(PATH, b"{}", content_type=content_type)).status_code == 415


def test_a_write_without_the_token_is_a_401_before_everything_else(settings: Any) -> None:
    settings.API_WRITE_TOKEN = "a-token-of-the-tests"
    response = answer(RequestFactory().put(PATH, b"{}", content_type="text/plain"))
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
