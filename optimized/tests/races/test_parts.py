"""The versions of the parts of a customer."""

from collections.abc import Mapping
from typing import Any

import pytest
from races import parts

CODE = f"{parts.PREFIX}1"


@pytest.mark.parametrize("number", [0, 1])
def test_the_versions_of_all_parts_are_recognised(number: int) -> None:
    code = f"{parts.PREFIX}{number}"
    versions = {part: 4 + place for place, part in enumerate(parts.parts_of(code))}
    whole = {"id": 1, "created": "then", "last_updated": "then", **parts.body(code, versions)}
    assert parts.recognise(whole) == {parts.key(code, part): version for part, version in versions.items()}


@pytest.mark.parametrize("other", [{"address": None}, {"first_name": "Other"}, {"last_name": "Other"}])
def test_a_customer_that_no_versions_look_like_is_not_recognised(other: Mapping[str, Any]) -> None:
    versions = dict.fromkeys(parts.parts_of(CODE), 4)
    assert parts.recognise(parts.body(CODE, versions) | other) is None
