"""Bodies are strict JSON: UTF-8, no NaN, and no nesting that exhausts the stack."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser


class StrictJsonParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        """Raises ValueError or RecursionError. ninja answers both with 400."""
        return json.loads(request.body.decode(), parse_constant=_refuse)


def _refuse(constant: str) -> NoReturn:
    raise ValueError("not a JSON number")
