"""Requests and answers are JSON as RFC 8259 defines it, whatever `Accept` says."""

import json
from collections.abc import Iterable
from typing import IO, Any, NoReturn

from rest_framework.exceptions import ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


def refuse_constant(name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are Python's, not JSON's")


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(  # noqa: PLR0917
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None
    ) -> Any:
        try:
            return json.loads(stream.read().decode(), parse_constant=refuse_constant)
        # A thousand nested brackets raise RecursionError. With DRF's JSON parser that would be a 500.
        except (ValueError, RecursionError) as error:
            raise ParseError("The body is not valid JSON.") from error


class AlwaysJSON(BaseContentNegotiation):
    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        media_type = request.content_type.partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == media_type), None)

    def select_renderer(  # noqa: PLR0917
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type
