"""What drf-spectacular cannot see for itself: the errors that the exception handler answers, the token of writes, what
a PATCH may leave out, and that an answer leaves out nothing."""

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
    "401": "Writes need a bearer token here (API_WRITE_TOKEN is set), and this one had none or another.",
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
    """A postprocessing hook of drf-spectacular."""
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
    """Optional, because the specification is the same with a token and without."""
    result["components"]["securitySchemes"] = {"bearer": BEARER}
    for operations in result["paths"].values():
        for method in operations.keys() & WRITES:
            operations[method]["security"] = [{}, {"bearer": []}]
    return result


def tell_bodies_from_answers(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A generated client sends the default of a member that is left out: in a PATCH that would overwrite what is there,
    so there are none, at any level. In an answer every member is there."""
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
            for operation in operations.values():  # to drf-spectacular, a text of digits
                operation["parameters"][0]["schema"] = {"type": "integer", "format": "int64", "minimum": 0}
        else:
            for parameter in operations["get"]["parameters"]:
                parameter["allowEmptyValue"] = True  # counts as not given
    return result


def _without_default(schema: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name != "default"}


def _partial(schema: Any) -> Any:
    """With references to the schemas of a PATCH, in which nothing is required."""
    if isinstance(schema, dict):
        return {name: _partial(value) for name, value in schema.items()}
    if isinstance(schema, list):
        return [_partial(value) for value in schema]
    return re.sub(r"schemas/(\w+)Request$", r"schemas/Patched\1Request", schema) if isinstance(schema, str) else schema
