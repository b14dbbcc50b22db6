"""A search by a tsvector with a GIN index, instead of two regular expressions a term and column."""

from crm_naive.customers.filters import MAX_TEXT_LENGTH, SEARCHED, CustomerFilters, SearchFilter, documented_text
from crm_naive.customers.models import Customer
from crm_naive.customers.word_characters import LETTERS, MARKS
from django.db.models import QuerySet

from crm_ladder.patterns.search_vector import AddSearchVector, search

# The contract's words: a mark belongs to a word if it follows a letter. First a mark after a digit becomes a blank.
# Then all characters go that neither belong to a word nor begin the next one. ASCII takes the short expression.
WORDS = rf"""string_to_array(btrim(CASE
    WHEN octet_length($1) = length($1) THEN regexp_replace(lower($1), '[^a-z0-9]+', ' ', 'g')
    ELSE regexp_replace(
        regexp_replace(' ' || lower($1), '([0-9])[{MARKS}]', '\1 ', 'g'),
        '[^{LETTERS}{MARKS}0-9][^{LETTERS}0-9]*', ' ', 'g'
    )
END), ' ')"""

STRUCTURES = [AddSearchVector("Customer", SEARCHED, words=WORDS)]


class VectorSearch(SearchFilter):
    def filter(self, qs: QuerySet[Customer], value: list[str]) -> QuerySet[Customer]:
        return search(qs, " ".join(value)) if value else qs


class VectorFilters(CustomerFilters):
    search = documented_text(VectorSearch(max_length=MAX_TEXT_LENGTH, strip=False))


class Mixin:
    filterset_class = VectorFilters
