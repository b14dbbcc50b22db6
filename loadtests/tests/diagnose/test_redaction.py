"""What is printed of statements and URLs."""

import pytest
from bench.diagnose.redaction import redacted_statement, redacted_target, redacted_url, shortened


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("SELECT * FROM t WHERE a = 'Ann''s' AND b = 17", "SELECT * FROM t WHERE a = '?' AND b = ?"),
        ("SELECT E'it\\'s Ann' , 1.5", "SELECT '?' , ?"),
        ("SELECT $$Ann$$, $body$Bo$body$", "SELECT '?', '?'"),
        ("SELECT 1 /* user=ann */ -- ann@example.org\n FROM t", "SELECT ? FROM t"),
        ('SELECT "line1"."x2" FROM t3 WHERE c = $1', 'SELECT "line1"."x2" FROM t3 WHERE c = $1'),
    ],
)
def test_a_statement_has_no_literal_and_no_comment(text: str, shown: str) -> None:
    assert redacted_statement(text) == shown


def test_a_long_statement_keeps_its_ends_and_a_count_stays_a_count() -> None:
    columns = ", ".join(f'"orders"."column{n}"' for n in range(30))
    assert shortened(f'SELECT {columns} FROM "orders" WHERE x = $1') == 'SELECT … FROM "orders" WHERE x = $1'
    assert shortened('SELECT COUNT(*) AS "__count" FROM "orders"') == 'SELECT COUNT(*) AS "__count" FROM "orders"'
    assert len(shortened("SELECT " + "x" * 1000)) < 210


def test_a_url_has_no_user_no_password_and_no_value() -> None:
    assert redacted_url("https://ann:pw@api.example:8443/orders/?key=pw&page=2") == (
        "https://api.example:8443/orders/?key=…&page=…"
    )
    assert redacted_target("/orders/") == "/orders/"
