"""Extra: the values that a contains filter means.

No index finds `zz` inside of names, but three million customers have only eight thousand first names. So the filter is
first looked up among the values that its column has ever had. Each value is a set of words, which are lexemes of the
customer's search vector: a filter on an address becomes a condition on the customers, and several filters become one
intersection in one index.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from crm_optimized.infrastructure.search.columns import CODES, CONTAINS, Condition
from crm_optimized.infrastructure.search.core import Extra, Question, SearchPlan
from crm_optimized.infrastructure.search.patterns import quoted

# Its column, the value, and its lexemes.
type Value = tuple[str, str, list[str]]

COLUMNS = CONTAINS.keys() - {*CODES}

# Names have an index of their own, which looks up the values of a filter that has no lexemes.
BY_VALUES = {
    name: Condition(CONTAINS[name].column, f"customer.{name} = ANY(%({name}_values)s)")
    for name in ("first_name", "last_name")
}

# With more alternatives, the filter is a common one: 32 of 8 000 names are one customer in 250. A union of that many
# words takes 10 ms.
ALTERNATIVES_MAX = 32

# Of one column. To cut them into words takes 3 ms.
VALUES_MAX = 600


def _statement(columns: Iterable[str]) -> bytes:
    """Rows `Value`, at most `VALUES_MAX` + 1 a column. Parameters: the patterns by column."""
    return b" UNION ALL ".join(
        f"(SELECT column_name, value, customers_value_lexemes(column_name, value) FROM customers_value_dictionary"
        f" WHERE column_name = '{column}' AND upper(value) LIKE upper(%({column})s) LIMIT {VALUES_MAX + 1})".encode()
        for column in columns
    )


async def _improve(plan: SearchPlan, question: Question) -> SearchPlan | None:
    texts = {name: str(value).lower() for name, value in question.query.filters if name in COLUMNS}
    if not texts:
        return plan
    values: dict[str, list[Value]] = {column: [] for column in texts}
    for value in await question.fetch(_statement(texts), question.parameters, prepare=True):
        values[value[0]].append(value)
    if not all(values.values()):
        return None
    known = {column: of_column for column, of_column in values.items() if len(of_column) <= VALUES_MAX}
    lexemes = {column: _lexemes(of_column, texts[column]) for column, of_column in known.items()}
    return replace(
        plan,
        required_lexemes=(*plan.required_lexemes, *filter(None, lexemes.values())),
        lookups=(*plan.lookups, *(BY_VALUES[name] for name in BY_VALUES if name in known and not lexemes[name])),
        parameters={
            **plan.parameters,
            **{f"{column}_values": [value for _, value, _ in of_column] for column, of_column in known.items()},
        },
    )


def _lexemes(values: Sequence[Value], text: str) -> str | None:
    """A tsquery that every customer with one of the values satisfies. None if it has too many alternatives, or if a
    value, such as "%", has no words."""
    if not all(lexemes for _, _, lexemes in values):
        return None
    alternatives = {_alternative(lexemes, text) for _, _, lexemes in values}
    return " | ".join(sorted(alternatives)) if len(alternatives) <= ALTERNATIVES_MAX else None


def _alternative(lexemes: Sequence[str], text: str) -> str:
    """The lexeme that holds the text, or else all lexemes of the value: `new` is one word of a hundred cities."""
    holding = [lexeme for lexeme in lexemes if text in lexeme]
    return quoted(holding[0]) if holding else f"({' & '.join(map(quoted, lexemes))})"


EXTRA = Extra(
    _improve,
    reads="(SELECT customers_value_lexemes(column_name, value) FROM customers_value_dictionary LIMIT 1)",
)
