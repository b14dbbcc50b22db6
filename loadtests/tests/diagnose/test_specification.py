"""The parameters of a list, as OpenAPI documents describe them."""

import json
from typing import Any

from bench.diagnose.service import Answer
from bench.diagnose.specification import Parameter, parameters_of

DOCUMENT = {
    "paths": {
        "/api/orders/{id}/": {"get": {"parameters": [{"name": "wrong", "in": "query"}]}},
        "/api/orders/": {
            "parameters": [{"name": "tenant", "in": "header"}],
            "get": {
                "parameters": [
                    {"$ref": "#/components/parameters/page"},
                    {"name": "kind", "in": "query", "schema": {"anyOf": [{"enum": ["a", "b"]}, {"type": "null"}]}},
                    {"name": "sort", "in": "query", "schema": {"type": "array", "items": {"enum": ["x", "-x"]}}},
                ]
            },
        },
    },
    "components": {"parameters": {"page": {"name": "page", "in": "query", "schema": {"type": "integer"}}}},
}


class Documented:
    """Has its document at /api/schema/."""

    target = "/api/orders/?key=1"

    def __init__(self, document: Any) -> None:
        self.document = document
        self.asked: list[str] = []

    def get(self, target: str) -> Answer:
        self.asked.append(target)
        found = target == "/api/schema/"
        return Answer(200 if found else 404, {}, json.dumps(self.document).encode() if found else b"", 1.0)


def test_references_choices_and_types_are_read() -> None:
    assert parameters_of(Documented(DOCUMENT), "") == {  # type: ignore[arg-type]
        "page": Parameter("page", "integer"),
        "kind": Parameter("kind", choices=("a", "b")),
        "sort": Parameter("sort", choices=("x", "-x")),
    }


def test_a_document_without_this_list_is_none_and_a_named_one_is_the_only_one_asked() -> None:
    assert parameters_of(Documented({"paths": {"/other/": {"get": {}}}}), "") is None  # type: ignore[arg-type]
    service = Documented(DOCUMENT)
    assert parameters_of(service, "http://host/api/schema/") is not None  # type: ignore[arg-type]
    assert service.asked == ["/api/schema/"]
