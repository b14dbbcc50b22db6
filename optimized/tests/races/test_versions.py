"""The versions of a customer, recognised from its bytes."""

import msgspec
from races.versions import Records, body


def test_a_record_that_mixes_two_versions_is_not_recognised() -> None:
    whole = {"id": 1, "created": "then", "last_updated": "then", **body("A", 3)}
    assert Records().recognise(msgspec.json.encode(whole)) == {"A": 3}
    for name in whole.keys() - {"id", "created", "last_updated", "customer_id"}:
        mixed = whole | {name: body("A", 4)[name]}
        assert Records().recognise(msgspec.json.encode(mixed)) is None, name


def test_one_version_has_one_encoding() -> None:
    records, whole = Records(), {"id": 1, "created": "then", "last_updated": "then", **body("A", 3)}
    assert records.recognise(msgspec.json.encode(whole)) == {"A": 3}
    assert records.recognise(msgspec.json.encode(whole | {"last_updated": "later"})) is None
