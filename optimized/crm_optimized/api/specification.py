"""What ninja cannot see for itself: errors are problem+json, writes have a token, a PATCH may leave everything out."""

import json
import re
from typing import Any

from ninja.openapi.schema import OpenAPISchema
from ninja_extra import NinjaExtraAPI

from crm_optimized.api.problems import CONTENT_TYPE
from crm_optimized.api.write_token import WRITES

BEARER = {"type": "http", "scheme": "bearer", "description": "Where API_WRITE_TOKEN is set, a write needs it."}
CHANGES = {"AddressIn": "AddressChange", "RelationshipIn": "RelationshipChange", "CustomerIn": "CustomerChange"}


class SpecifiedAPI(NinjaExtraAPI):
    """ninja's API with a specification that a program can be generated from."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema: OpenAPISchema = super().get_openapi_schema(**options)
        components = schema["components"]
        components["securitySchemes"] = {"bearer": BEARER}
        components["schemas"] |= {
            changes: _all_optional(components["schemas"][whole]) for whole, changes in CHANGES.items()
        }
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                _name_problems(operation)
                if method == "patch":
                    operation["requestBody"]["content"]["application/json"]["schema"] = {
                        "$ref": "#/components/schemas/CustomerChange"
                    }
                if method.upper() in WRITES:
                    # Optional, because the specification is the same with a token and without.
                    operation["security"] = [{}, {"bearer": []}]
        return schema


def _name_problems(operation: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        if int(status) >= 400:
            response["content"] = {CONTENT_TYPE: response["content"]["application/json"]}


def _all_optional(whole: dict[str, Any]) -> dict[str, Any]:
    """For a PATCH. Without defaults, which a generated client would send for what it leaves out."""
    properties = {
        name: {key: value for key, value in schema.items() if key != "default"}
        for name, schema in whole["properties"].items()
    }
    renamed = re.sub(r"(\w+In)\"", lambda match: f'{CHANGES[match[1]]}"', json.dumps(properties))
    return {"type": "object", "properties": json.loads(renamed)}
