"""Lists in the shapes that frameworks give them."""

import json
from typing import Any

import pytest
from bench.diagnose.listing import listing_of, values_of
from bench.diagnose.service import Answer

ROWS = [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]


def answer(document: Any, **headers: str) -> Answer:
    return Answer(200, headers, json.dumps(document).encode(), 1.0)


@pytest.mark.parametrize(
    "document",
    [
        ROWS,
        {"count": 2, "next": None, "results": ROWS},
        {"items": ROWS, "count": 2},
        {"data": {"orders": ROWS}, "meta": {"total": 2}},
        {"data": [{"type": "orders", "attributes": row} for row in ROWS]},
        {"orders": {"edges": [{"cursor": "x", "node": row} for row in ROWS]}},
    ],
)
def test_the_rows_are_found(document: Any) -> None:
    listing = listing_of(answer(document))
    assert listing is not None
    assert listing.ids == ["1", "2"]


def test_the_next_page_is_linked_in_the_body_or_in_a_header_and_keeps_no_host() -> None:
    body = listing_of(answer({"results": ROWS, "next": "http://other:1/orders?page=2"}))
    meta = listing_of(answer({"data": ROWS, "links": {"next": {"href": "/orders?cursor=x"}}}))
    header = listing_of(answer(ROWS, link='</o?page=9>; rel="last", <http://h/o?page=2>; rel="next"'))
    assert [each.next for each in (body, meta, header) if each] == ["/orders?page=2", "/orders?cursor=x", "/o?page=2"]


def test_what_is_no_list_of_objects_is_none() -> None:
    assert listing_of(answer({"version": 1})) is None
    assert listing_of(answer([1, 2])) is None
    assert listing_of(Answer(200, {}, b"<html>", 1.0)) is None


def test_the_values_of_nested_objects_are_known_by_their_members() -> None:
    rows: list[dict[str, Any]] = [
        {"id": 1, "address": {"city": "Bonn"}},
        {"id": 2, "address": None},
        {"id": 3, "address": {"city": "Bonn"}},
    ]
    assert values_of(rows) == {"id": [1, 2, 3], "city": ["Bonn"], "address": []}
