"""A query in the words of PostgreSQL: LIKE patterns, tsqueries, and the conditions that an index can look up."""

import re

from crm_optimized.application.search_customers import CustomerQuery
from crm_optimized.infrastructure.search.columns import CODES, CONTAINS, FILTERS, RANGES, Condition

# Three letters or digits, or two next to the end of a word.
TRIGRAM = re.compile(r"[^\W_]{3}|[\W_][^\W_]|[^\W_]{2}[\W_]")


def has_trigrams(pattern: str) -> bool:
    """Whether an index of trigrams can look the LIKE pattern up. The index puts two blanks before a word and one after
    it, and cuts at `%` and at every sign."""
    return bool(TRIGRAM.search(pattern.strip("%")))


def like_pattern(text: str) -> str:
    """A LIKE pattern that matches `text` anywhere, literally."""
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


def quoted(lexeme: str) -> str:
    """A lexeme as a tsquery."""
    escaped = lexeme.replace("\\", r"\\").replace("'", "''")
    return f"'{escaped}'"


def begins(term: str) -> str:
    """A tsquery: some word begins with the term, in which there is no sign to quote."""
    return f"{term}:*"


def parameters_of(query: CustomerQuery) -> dict[str, object]:
    """Those of the filters, by their names."""
    parameters = {name: like_pattern(str(value)) if name in CONTAINS else value for name, value in query.filters}
    if query.terms:
        parameters["search"] = " & ".join(map(begins, query.terms))
    return parameters


def required_lexemes(query: CustomerQuery) -> tuple[str, ...]:
    """tsqueries that every match satisfies."""
    genders = [quoted(f"={value}") for name, value in query.filters if name == "gender"]
    return (*map(begins, query.terms), *genders)


def lookups(query: CustomerQuery) -> tuple[Condition, ...]:
    """The filters that an index of their own column can look up."""
    return tuple(
        FILTERS[name]
        for name, value in query.filters
        if name in RANGES or (name in CODES and has_trigrams(like_pattern(str(value))))
    )
