"""The answers of the reference service that are not about customers: its health and its documentation."""

from pathlib import Path

import yaml

from crm_contract.reference_service.messages import Response, answer

SPECIFICATION = Path(__file__).parents[2] / "openapi.yaml"

_PAGE = b'<!doctype html><title>Customers</title><link rel="stylesheet" href="/static/docs.css"><h1>Customers</h1>'


def documents(paging: str) -> dict[str, Response]:
    """Return the answers by path. `paging` is the service's paging parameter."""
    well = answer(200, {"status": "ok"})
    specification = yaml.safe_load(SPECIFICATION.read_text())
    other = {"page": "cursor", "cursor": "page"}[paging]
    specification["paths"]["/api/v1/customers"]["get"]["parameters"].remove(
        {"$ref": f"#/components/parameters/{other}"}
    )
    return {
        "/livez": well,
        "/readyz": well,
        "/api/swagger": Response(200, _PAGE, {"Content-Type": "text/html; charset=utf-8"}),
        "/static/docs.css": Response(200, b"h1 { font: sans-serif }", {"Content-Type": "text/css"}),
        "/api/openapi.json": answer(200, specification),
    }
