"""Extra: which two signs follow each other in some customer_id or phone number.

A text of one or two signs has no trigram. Almost every customer has another customer_id and another phone number, and
to look at all values of three million customers takes 400 ms. The table of the pairs, where all digits of a phone
number count as the same sign, tells at once that no customer has the text.
"""

import re

from crm_optimized.infrastructure.search.columns import CODES
from crm_optimized.infrastructure.search.core import Extra, Question, SearchPlan
from crm_optimized.infrastructure.search.patterns import like_pattern

# Three letters or digits: then the trigrams find few customers.
SELECTIVE = re.compile(r"[^\W_]{3}")

# Rows, if no customer has one of the pairs.
UNKNOWN = b"""
SELECT column_name FROM unnest(%(columns)s::text[], %(patterns)s::text[]) AS wanted (column_name, pattern)
WHERE NOT EXISTS (
    SELECT FROM customers_sign_pairs AS known
    WHERE known.column_name = wanted.column_name AND translate(upper(known.pair), '012345678', '999999999')
        LIKE translate(upper(wanted.pattern), '012345678', '999999999')
)"""


async def _improve(plan: SearchPlan, question: Question) -> SearchPlan | None:
    wanted = [
        (name, like_pattern(text[start : start + 2]))
        for name, value in question.query.filters
        if name in CODES and not SELECTIVE.search(text := str(value))
        for start in range(max(1, len(text) - 1))
    ]
    if not wanted:
        return plan
    columns, patterns = map(list, zip(*wanted, strict=True))
    unknown = await question.fetch(UNKNOWN, {"columns": columns, "patterns": patterns}, prepare=True)
    return None if unknown else plan


EXTRA = Extra(_improve, reads="(SELECT pair FROM customers_sign_pairs LIMIT 1)")
