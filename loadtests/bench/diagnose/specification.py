"""The OpenAPI document of the service, and the parameters that it gives the list."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bench.diagnose.service import Service, target_of

# Where frameworks put it, below each parent folder of the list's path.
NAMES = ("openapi.json", "schema/", "schema", "openapi", "schema.json", "swagger.json")
# Folders above the list that are tried, and requests at most for all of them.
FOLDERS = 3


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    kind: str = "string"
    """`integer`, `number`, `boolean` or `string`."""
    choices: Sequence[str] = field(default=())
    required: bool = False


def parameters_of(service: Service, path_or_url: str) -> dict[str, Parameter] | None:
    """By their names; None if the service has no OpenAPI document with this list."""
    path = urlsplit(service.target).path
    targets = [target_of(path_or_url)] if path_or_url else candidates(path)
    for target in targets:
        answer = service.get(target)
        document = answer.document() if answer.status == 200 else None
        if isinstance(document, dict) and isinstance(document.get("paths"), dict):
            operation = _operation(document, path)
            if operation is not None:
                return {each.name: each for each in operation}
    return None


def candidates(path: str) -> list[str]:
    folders = path.strip("/").split("/")[:-1]
    parents = ["/".join(["", *folders[:count], ""]) for count in range(len(folders), -1, -1)][-FOLDERS:]
    return [f"{parent}{name}" for name in NAMES[:2] for parent in parents] + [f"{parents[-1]}{n}" for n in NAMES[2:]]


def _operation(document: Mapping[str, Any], path: str) -> list[Parameter] | None:
    """The path may have a prefix that the document's `servers` name; a template such as `{id}` is any part."""
    for template, methods in document["paths"].items():
        pattern = re.sub(r"\\\{[^/]*?\\\}", "[^/]+", re.escape(str(template).rstrip("/")))
        if isinstance(methods, dict) and "get" in methods and re.search(f"{pattern}$", path.rstrip("/")):
            given = [*methods.get("parameters", []), *methods["get"].get("parameters", [])]
            resolved = [_resolved(document, each) for each in given]
            return [_parameter(document, each) for each in resolved if each.get("in") == "query" and "name" in each]
    return None


def _parameter(document: Mapping[str, Any], given: Mapping[str, Any]) -> Parameter:
    schema = _resolved(document, given.get("schema", given))
    options = [_resolved(document, each) for each in schema.get("anyOf", schema.get("oneOf", []))]
    schema = next((each for each in options if each.get("type") != "null"), schema)
    if schema.get("type") == "array":
        schema = _resolved(document, schema.get("items", {}))
    choices = tuple(str(each) for each in schema.get("enum", ()) if each is not None)
    return Parameter(str(given["name"]), str(schema.get("type", "string")), choices, bool(given.get("required")))


def _resolved(document: Mapping[str, Any], part: Any) -> Mapping[str, Any]:
    while isinstance(part, dict) and "$ref" in part:
        found: Any = document
        for name in str(part["$ref"]).removeprefix("#/").split("/"):
            found = found.get(name, {}) if isinstance(found, dict) else {}
        part = found
    return part if isinstance(part, dict) else {}
