"""The results format as a JSON Schema (draft 2020-12), made from the dataclasses and their docstrings.

`python -m bench.results.schema` writes loadtests/results.schema.json, so that other programs need not read Python.
"""

import ast
import inspect
import json
import types
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from bench.contenders import ROOT
from bench.results.files import is_required
from bench.results.run import READABLE_VERSIONS, Results

FILE = ROOT / "loadtests" / "results.schema.json"

_NAMES = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


def schema() -> dict[str, Any]:
    definitions: dict[str, Any] = {}
    _reference(Results, definitions)
    top = definitions.pop("Results")
    top["properties"]["version"]["enum"] = list(READABLE_VERSIONS)
    top["required"].append("version")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A result of bench",
        **top,
        "$defs": dict(sorted(definitions.items())),
    }


def _reference(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}  # known before it is finished: a class may hold itself
        definitions[kind.__name__] = _object(kind, definitions)
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _object(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    assert is_dataclass(kind)
    hints, words = get_type_hints(kind), _docstrings(kind)
    members = {name: _type(hints[name], definitions) for name in (each.name for each in fields(kind))}
    for name in members.keys() & words.keys():
        members[name] = {"description": words[name], **members[name]}
    described = {"description": words[""]} if "" in words else {}
    return {
        **described,
        "type": "object",
        "properties": members,
        "required": [each.name for each in fields(kind) if is_required(each)],
        "additionalProperties": False,
    }


def _type(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if is_dataclass(kind) and isinstance(kind, type):
        return _reference(kind, definitions)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_type(each, definitions) for each in arguments]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _type(arguments[1], definitions)}
    return _array(arguments, definitions) if origin is tuple else {"type": _NAMES[kind]}


def _array(kinds: Sequence[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    if kinds[-1] is Ellipsis:
        return {"type": "array", "items": _type(kinds[0], definitions)}
    items = [_type(kind, definitions) for kind in kinds]
    return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}


def _docstrings(kind: type) -> dict[str, str]:
    """By field, the text below it; under "" that of the class."""
    [definition] = ast.parse(inspect.getsource(kind)).body
    assert isinstance(definition, ast.ClassDef)
    found = {"": ast.get_docstring(definition) or ""}
    name = ""
    for statement in definition.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name)):
                pass
            case ast.Expr(value=ast.Constant(value=str(text))) if name:
                found[name] = text
    return {name: " ".join(text.split()) for name, text in found.items() if text}


def text() -> str:
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
