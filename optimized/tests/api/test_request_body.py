"""The body of a write, whole or not at all."""

import asyncio
from typing import Any

import pytest
from crm_optimized.api.request_body import BODY_BYTES_MAX, BodyCutShort, BodyTooLarge, whole_body


def receiving(*messages: dict[str, Any]) -> Any:
    pending = list(messages)

    async def receive() -> dict[str, Any]:
        return pending.pop(0)

    return receive


DISCONNECT = {"type": "http.disconnect"}


@pytest.mark.parametrize("before", [[], [{"type": "http.request", "body": b"{}", "more_body": True}]])
def test_a_body_that_ends_with_a_disconnect_is_none(before: list[dict[str, Any]]) -> None:
    with pytest.raises(BodyCutShort):
        asyncio.run(whole_body(b"", receiving(*before, DISCONNECT)))


def test_a_body_has_at_most_64_kib_whatever_it_declares() -> None:
    most = {"type": "http.request", "body": b"x" * BODY_BYTES_MAX}
    assert len(asyncio.run(whole_body(b"", receiving(most)))) == BODY_BYTES_MAX
    for declared, messages in ((b"65537", []), (b"9" * 9_999, []), (b"", [most | {"more_body": True}, most])):
        with pytest.raises(BodyTooLarge):
            asyncio.run(whole_body(declared, receiving(*messages)))
