"""Checks answers against openapi.yaml."""

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

PATH = Path(__file__).parents[2] / "openapi.yaml"
_URI = "urn:contract"

# Every path answers these, so no operation lists them.
_EVERYWHERE = {404: "NotFound", 405: "MethodNotAllowed"}


@cache
def document() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load(PATH.read_text())
    return loaded


@cache
def validator(pointer: str) -> Draft202012Validator:
    """Return the validator of the schema at this JSON pointer, such as /components/schemas/Customer."""
    resource = DRAFT202012.create_resource(document())
    return Draft202012Validator(
        {"$ref": f"{_URI}#{pointer}"},
        registry=Registry().with_resource(_URI, resource),
        format_checker=FormatChecker(),
    )


def faults(
    *, method: str, path: str, status: int, headers: Mapping[str, str], media_type: str, body: bytes | str | None
) -> list[str]:
    """Return what is wrong with an answer. `body` is JSON as bytes, any other text, or None if there is none."""
    pointer = _response(method, path, status=status)
    if pointer is None:
        return [f"{method} {path} must not answer {status}"]
    found = []
    response = _at(pointer)
    for name, header in response.get("headers", {}).items():
        if header.get("required") and name not in headers:
            found.append(f"the header {name} is missing")
    content = response.get("content", {})
    if body is None:
        return found
    if media_type not in content:
        return [*found, f"the media type is {media_type!r}, not {' or '.join(content) or 'none'}"]
    return [*found, *_schema_faults(f"{pointer}/content/{_escape(media_type)}/schema", body)]


# Most answers repeat an earlier one, and the validation of a page of 20 customers takes 16 ms.
@lru_cache(maxsize=4096)
def _schema_faults(schema: str, body: bytes | str) -> tuple[str, ...]:
    value = json.loads(body) if isinstance(body, bytes) else body
    return tuple(f"{error.json_path}: {error.message[:300]}" for error in validator(schema).iter_errors(value))


def _response(method: str, path: str, *, status: int) -> str | None:
    """Return the JSON pointer of the response that the specification has for this status, or None."""
    for template, operations in document()["paths"].items():
        # A number beyond the range of ids also matches the path.
        if re.fullmatch(re.sub(r"\\?\{id\\?\}", "[0-9]+", re.escape(template)), path):
            name = "get" if method == "HEAD" else method.lower()
            operation = operations.get(name, {})
            if str(status) in operation.get("responses", {}):
                pointer = f"/paths/{_escape(template)}/{name}/responses/{status}"
                reference = _at(pointer).get("$ref")
                return reference.removeprefix("#") if reference else pointer
            if operation and status == 405:
                return None
    if status in _EVERYWHERE:
        return f"/components/responses/{_EVERYWHERE[status]}"
    return None


def _at(pointer: str) -> Mapping[str, Any]:
    node: Any = document()
    for step in pointer.split("/")[1:]:
        node = node[step.replace("~1", "/").replace("~0", "~")]
    found: Mapping[str, Any] = node
    return found


def _escape(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")
