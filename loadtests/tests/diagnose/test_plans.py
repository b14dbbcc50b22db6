"""What a plan tells: looked up, checked row by row, or checked on rows that a LIMIT has bounded."""

from typing import Any

from bench.diagnose.plans import CHECKED, LOOKED_UP, Plan


def node(kind: str, *children: dict[str, Any], **more: Any) -> dict[str, Any]:
    named = {name.replace("_", " "): value for name, value in more.items()}
    return {"Node Type": kind, "Plan Rows": 10, "Plans": list(children), **named}


def test_a_condition_has_a_constant_and_a_join_has_none() -> None:
    scan = node("Index Scan", Index_Cond="(customer_id = c.id)", Filter="(upper(city) ~~ '%ONN%'::text)")
    assert Plan(scan).conditions(LOOKED_UP) == set()
    assert Plan(scan).conditions(CHECKED) == {"(upper(city) ~~ '%ONN%'::text)"}
    assert Plan(node("Index Scan", Index_Cond="(points >= 7)")).conditions(LOOKED_UP) == {"(points >= 7)"}
    assert Plan(node("Index Scan", Index_Cond='(line1 = "t2".x)')).conditions(LOOKED_UP) == set()


def test_the_limit_of_the_page_bounds_no_check_below_it() -> None:
    scan = node("Seq Scan", Filter="(points = 7)")
    assert [condition for condition, _ in Plan(node("Limit", scan)).checks()] == ["(points = 7)"]


def test_a_check_beside_or_above_a_limit_is_bounded() -> None:
    window = node("Subquery Scan", node("Limit", node("Index Scan")), Filter="(points = 7)")
    assert list(Plan(node("Limit", window)).checks()) == []
    beside = node("Nested Loop", node("Limit", node("Index Scan")), node("Index Scan", Filter="(city = 'x')"))
    assert list(Plan(beside).checks()) == []


def test_the_limit_of_a_subquery_for_one_value_bounds_nothing_else() -> None:
    newest = node("Limit", node("Index Scan"), Parent_Relationship="SubPlan")
    scan = node("Seq Scan", newest, Filter="(points = 7)")
    assert [condition for condition, _ in Plan(node("Limit", scan)).checks()] == ["(points = 7)"]
