"""The canonical form of an answer: bytes that are equal if the answers agree in all that the contract decides."""

import json

from crm_contract.oracle.customers import Json, encode


def canonical(status: int, body: bytes) -> bytes:
    """Return a page without `count` and with links reduced to whether they exist, or an error's status and fields.

    Members keep their order, and numbers keep their spelling.
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
    """Parse numbers as texts that begin with NUL, which is in no string of an answer."""
    return json.loads(body, parse_int="\0{}".format, parse_float="\0{}".format)
