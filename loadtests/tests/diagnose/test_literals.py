"""Recorded statements get values again."""

from bench.diagnose.literals import Given, with_values


def typical(table: str, column: str) -> object:
    return {"tenant_id": 7}.get(column)


def test_limit_and_offset_get_those_of_the_request() -> None:
    text = "SELECT $1 AS a FROM t ORDER BY x LIMIT $2 OFFSET $3"
    assert with_values(text, Given(limit=20, offset=40), typical=typical) == (
        "SELECT '1' AS a FROM t ORDER BY x LIMIT '20' OFFSET '40'"
    )


def test_a_pattern_begins_with_a_wildcard_where_the_service_looks_inside_of_texts() -> None:
    text = 'SELECT 1 FROM t WHERE UPPER("t"."city"::text) LIKE UPPER($1)'
    inside = with_values(text, Given(limit=20, asked="onn", inside=True), typical=typical)
    assert inside is not None
    assert inside.endswith("LIKE UPPER('%onn%')")
    assert with_values(text, Given(limit=20, asked="bonn"), typical=typical) == inside.replace("%onn%", "bonn%")


def test_a_column_gets_the_asked_value_one_of_the_answers_or_a_typical_one() -> None:
    text = 'SELECT 1 FROM t WHERE t.city = $1 AND t.kind IN ($2 /*, ... */) AND "t"."tenant_id" = $3 AND $4'
    given = Given(limit=20, asked="Bonn's", name="city", seen={"kind": ["b", "c"]})
    assert with_values(text, given, typical=typical) == (
        "SELECT 1 FROM t WHERE t.city = 'Bonn''s' AND t.kind IN ('b'  ) AND \"t\".\"tenant_id\" = '7' AND 'true'"
    )


def test_a_value_that_nothing_tells_leaves_the_statement_out() -> None:
    assert with_values("SELECT 1 FROM t WHERE t.secret = $1", Given(limit=20), typical=typical) is None


def test_a_placeholder_in_a_text_is_none() -> None:
    assert with_values("SELECT '$1' FROM t LIMIT $1", Given(limit=5), typical=typical) == "SELECT '$1' FROM t LIMIT '5'"
