"""An answer without what services may answer differently, as bytes that are equal when the answers are."""

import json

from crm_contract.oracle.customers import Json, encode


def canonical(status: int, body: bytes) -> bytes:
    """Of a page without `count`, and with links reduced to whether they are there; of an error, what clients rely on.

    Members keep their order, and numbers the way they are written.
    """
    if status == 204:
        return b"204"
    document = parse(body)
    if status >= 400:
        return encode({"status": status, "fields": [error["field"] for error in document.get("errors", [])]})
    if "results" in document:
        document.pop("count", None)
        for link in ("next", "previous"):
            document[link] = document[link] and "a link"
    return encode(document)


def parse(body: bytes) -> Json:
    """Numbers as text that no string can be: NUL is in no answer."""
    return json.loads(body, parse_int="\0{}".format, parse_float="\0{}".format)
