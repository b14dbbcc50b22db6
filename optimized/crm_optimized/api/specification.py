"""Facts that ninja cannot derive: errors are problem+json, writes have a token, members of a PATCH are optional."""

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
    """ninja's API with a specification that client generators can use."""

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
                    # Optional: the specification is the same whether the service has a token or not.
                    operation["security"] = [{}, {"bearer": []}]
        return schema


def _name_problems(operation: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        if int(status) >= 400:
            response["content"] = {CONTENT_TYPE: response["content"]["application/json"]}


def _all_optional(whole: dict[str, Any]) -> dict[str, Any]:
    """For a PATCH. It has no defaults, because a generated client would send them for missing members."""
    properties = {
        name: {key: value for key, value in schema.items() if key != "default"}
        for name, schema in whole["properties"].items()
    }
    renamed = re.sub(r"(\w+In)\"", lambda match: f'{CHANGES[match[1]]}"', json.dumps(properties))
    return {"type": "object", "properties": json.loads(renamed)}
