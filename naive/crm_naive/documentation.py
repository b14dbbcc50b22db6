"""What drf-spectacular cannot see for itself: the errors that the exception handler answers."""

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
