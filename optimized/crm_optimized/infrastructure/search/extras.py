"""The extras, in the order in which they improve a plan. Each is one module and, if it needs something of the database,
one migration; the search is correct without any of them. QUERIES.md says what each buys and costs."""

from crm_optimized.infrastructure.search import (
    initials,
    plan_statistics,
    repeated_created,
    sign_pairs,
    value_dictionary,
    whole_addresses,
)

EXTRAS = (
    initials.EXTRA,
    value_dictionary.EXTRA,
    sign_pairs.EXTRA,
    plan_statistics.EXTRA,
    whole_addresses.EXTRA,
    repeated_created.EXTRA,
)
