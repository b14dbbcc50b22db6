"""Corrections of the specification that drf-spectacular generates. Each function is a postprocessing hook.

drf-spectacular cannot see the errors that the exception handler answers, the token of writes, the members that a PATCH
may omit, and that an answer omits no member.
"""

import re
from typing import Any

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}

PROBLEMS = {
    "400": "A parameter or a member of the body is wrong; `errors` names it.",
    "401": "Writes need a bearer token here (API_WRITE_TOKEN is set), and this one had none or a wrong one.",
    "404": "There is no such customer or page.",
    "413": "The body is larger than 64 KiB.",
    "415": "The body is not application/json.",
    "503": "The database is not available.",
}
LIST = {"400", "404", "503"}
ONE = {"404", "503"}
CREATE = {"400", "401", "413", "415", "503"}


WRITES = {"post", "put", "patch", "delete"}
BEARER = {"type": "http", "scheme": "bearer", "description": "Where API_WRITE_TOKEN is set, a write needs it."}


def add_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add the errors that the exception handler answers."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path, operations in result["paths"].items():
        is_one = path.endswith("}")
        statuses = {
            "get": ONE if is_one else LIST,
            "delete": ONE | {"401"},
            "post": CREATE,
            "put": CREATE | ONE,
            "patch": CREATE | ONE,
        }
        for method, operation in operations.items():
            for status in sorted(statuses[method]):
                operation["responses"][status] = {"description": PROBLEMS[status], "content": content}
    return result


def add_write_token(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add the token as an option, because the specification is the same whether or not a token is set."""
    result["components"]["securitySchemes"] = {"bearer": BEARER}
    for operations in result["paths"].values():
        for method in operations.keys() & WRITES:
            operations[method]["security"] = [{}, {"bearer": []}]
    return result


def tell_bodies_from_answers(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Remove all defaults from the body of a PATCH, and require every member of an answer.

    A generated client sends the default of a member that its user omits. A PATCH would then overwrite the stored value.
    """
    schemas = result["components"]["schemas"]
    for name in ("Address", "Relationship", "Customer"):
        answer, request = schemas[name], schemas[f"{name}Request"]
        answer["required"] = list(answer["properties"])
        answer["properties"] = {member: _without_default(schema) for member, schema in answer["properties"].items()}
        properties = {member: _partial(_without_default(schema)) for member, schema in request["properties"].items()}
        schemas[f"Patched{name}Request"] = {"type": "object", "properties": properties}
    result["components"]["schemas"] = dict(sorted(schemas.items()))
    return result


def correct_requests(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    for path, operations in result["paths"].items():
        if path.endswith("}"):
            operations["patch"]["requestBody"]["required"] = True
            # drf-spectacular describes the id as a text of digits.
            for operation in operations.values():
                operation["parameters"][0]["schema"] = {"type": "integer", "format": "int64", "minimum": 0}
        else:
            for parameter in operations["get"]["parameters"]:
                # An empty value counts as omitted.
                parameter["allowEmptyValue"] = True
    return result


def _without_default(schema: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name != "default"}


def _partial(schema: Any) -> Any:
    """Replace references by those to the schemas of a PATCH, which require no member."""
    if isinstance(schema, dict):
        return {name: _partial(value) for name, value in schema.items()}
    if isinstance(schema, list):
        return [_partial(value) for value in schema]
    return re.sub(r"schemas/(\w+)Request$", r"schemas/Patched\1Request", schema) if isinstance(schema, str) else schema
