"""Which values a contains filter means, and what the search index knows of them.

No index finds `zz` inside of names, but the names of three million customers are eight thousand. So a filter that the
window did not fill is first looked up among the values that its column has ever had (`customers_vocabulary`, kept by
the triggers of migrations 0002 and 0004), and each value is a set of words that the customer's search vector must hold:
a filter on an address becomes a condition on the customers, and several filters one intersection in one index.
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence

from crm_optimized.infrastructure.filters import BY_VALUES, like_pattern

NAMES = ("first_name", "last_name")
COLUMNS = (*NAMES, "street", "street_number", "city_code", "city", "country")
CODES = ("customer_id", "phone_number")
"""Almost every customer has another. They have trigram indexes, and of their values the vocabulary knows which signs
stand beside each other."""

ALTERNATIVES_MAX = 32
"""More alternatives make the filter a common one: 32 of 8 000 names are one customer in 250. A union of that many words
takes 10 ms."""
VALUES_MAX = 600
"""Of one column. Cutting them into words takes 3 ms."""
SELECTIVE = re.compile(r"[^\W_]{3}")
"""What a code's trigrams are good for."""


def statement(columns: Iterable[str]) -> bytes:
    """Rows (column, value, its words), at most `VALUES_MAX` + 1 a column. Parameters: the patterns by column."""
    return b" UNION ALL ".join(
        f"(SELECT column_name, value, customers_facts(column_name, value) FROM customers_vocabulary"
        f" WHERE column_name = '{column}' AND upper(value) LIKE upper(%({column})s) LIMIT {VALUES_MAX + 1})".encode()
        for column in columns
    )


UNKNOWN_PAIRS = b"""
SELECT column_name FROM unnest(%(columns)s::text[], %(patterns)s::text[]) AS wanted(column_name, pattern)
WHERE NOT EXISTS (
    SELECT FROM customers_vocabulary AS known
    WHERE known.column_name = wanted.column_name AND translate(upper(known.value), '012345678', '999999999')
        LIKE translate(upper(wanted.pattern), '012345678', '999999999')
)"""
"""Rows, if no customer has the texts of `pairs` in its codes."""


def pairs(filters: Iterable[tuple[str, object]]) -> dict[str, object]:
    """Parameters of `UNKNOWN_PAIRS`; empty when there are no codes, or their trigrams say more."""
    wanted = [
        (name, like_pattern(text[start : start + 2]))
        for name, value in filters
        if name in CODES and not SELECTIVE.search(text := str(value))
        for start in range(max(1, len(text) - 1))
    ]
    return {"columns": [name for name, _ in wanted], "patterns": [pattern for _, pattern in wanted]} if wanted else {}


def facts(filters: Mapping[str, str], rows: Iterable[tuple[str, str, list[str]]]) -> dict[str, str] | None:
    """By column a tsquery that every match satisfies, where there is one; None when a column has no such value, so that
    nothing can match. `filters` are the texts to be contained, by column."""
    values: dict[str, list[list[str]]] = {column: [] for column in filters}
    for column, _, words in rows:
        values[column].append(words)
    if not all(values.values()):
        return None
    return {
        column: " | ".join(sorted(alternatives))
        for column, of_column in values.items()
        # Too many to be cut, or a value such as "%", which has no words: then nothing is known.
        if len(of_column) <= VALUES_MAX and all(of_column)
        if len(alternatives := {_alternative(words, filters[column].lower()) for words in of_column})
        <= ALTERNATIVES_MAX
    }


def values(rows: Iterable[tuple[str, str, list[str]]], facts: Container[str]) -> dict[str, list[str]]:
    """The values of those of `BY_VALUES` that have few, but of no name that has a fact, which reads fewer customers."""
    found: dict[str, list[str]] = {column: [] for column in BY_VALUES if column not in NAMES or column not in facts}
    for column, value, _ in rows:
        if column in found:
            found[column].append(value)
    return {column: of_column for column, of_column in found.items() if 0 < len(of_column) <= VALUES_MAX}


def _alternative(words: Sequence[str], text: str) -> str:
    """The word that holds the text, or else all of the value's words: `new` is one word of a hundred cities."""
    holding = [word for word in words if text in word]
    return " & ".join(map(quoted, holding[:1])) if holding else f"({' & '.join(map(quoted, words))})"


def beginning(term: str) -> str:
    """A tsquery: some word begins with the term. One letter begins ten thousand words, whose entries take a tenth of a
    second to merge: so the first letter of every word is a lexeme of its own."""
    return quoted(f"^{term}") if len(term) == 1 and term > "9" else f"{term}:*"  # no sign to quote


def quoted(lexeme: str) -> str:
    """A lexeme within a tsquery."""
    escaped = lexeme.replace("\\", r"\\").replace("'", "''")
    return f"'{escaped}'"
