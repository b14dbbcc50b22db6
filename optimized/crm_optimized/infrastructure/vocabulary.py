"""Which values a contains filter means, and what the search index knows of them.

No index finds `zz` inside of names, but the names of three million customers are eight thousand. So a filter that the
window did not fill is first looked up among the values that its column has ever had (`customers_vocabulary`, kept by
the triggers of migration 0002), and each value is a set of words that the customer's search vector must hold: a filter
on an address becomes a condition on the customers, and several filters one intersection in one index.
"""

from collections.abc import Iterable, Mapping, Sequence

COLUMNS = ("first_name", "last_name", "street", "street_number", "city_code", "city", "country")
"""Not customer_id and phone_number: almost every customer has another. They have trigram indexes."""

ALTERNATIVES_MAX = 32
"""More alternatives make the filter a common one: 32 of 8 000 names are one customer in 250. A union of that many words
takes 10 ms."""
VALUES_MAX = 600
"""Of one column. Cutting them into words takes 3 ms."""


def statement(columns: Iterable[str]) -> bytes:
    """Rows (column, words of one value), at most `VALUES_MAX` + 1 a column. Parameters: the patterns by column."""
    return b" UNION ALL ".join(
        f"(SELECT column_name, customers_facts(column_name, value) FROM customers_vocabulary"
        f" WHERE column_name = '{column}' AND upper(value) LIKE upper(%({column})s) LIMIT {VALUES_MAX + 1})".encode()
        for column in columns
    )


def facts(filters: Mapping[str, str], rows: Iterable[tuple[str, list[str]]]) -> list[str] | None:
    """tsqueries that every match satisfies, at most one for each column; None when a column has no such value, so that
    nothing can match. `filters` are the texts to be contained, by column."""
    values: dict[str, list[list[str]]] = {column: [] for column in filters}
    for column, words in rows:
        values[column].append(words)
    if not all(values.values()):
        return None
    return [
        " | ".join(sorted(alternatives))
        for column, of_column in values.items()
        # Too many to be cut, or a value such as "%", which has no words: then nothing is known.
        if len(of_column) <= VALUES_MAX and all(of_column)
        if len(alternatives := {_alternative(words, filters[column].lower()) for words in of_column})
        <= ALTERNATIVES_MAX
    ]


def _alternative(words: Sequence[str], text: str) -> str:
    """The word that holds the text, or else all of the value's words: `new` is one word of a hundred cities."""
    holding = [word for word in words if text in word]
    return " & ".join(map(quoted, holding[:1])) if holding else f"({' & '.join(map(quoted, words))})"


def quoted(lexeme: str) -> str:
    escaped = lexeme.replace("\\", r"\\").replace("'", "''")
    return f"'{escaped}'"
