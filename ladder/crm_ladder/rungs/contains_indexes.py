"""Trigram indexes for the filters that look for a part of a text."""

from crm_ladder.patterns.contains_indexes import AddContainsIndexes

STRUCTURES = [
    AddContainsIndexes("Customer", ["first_name", "last_name", "customer_id", "phone_number"]),
    AddContainsIndexes("Address", ["street", "street_number", "city_code", "city", "country"]),
]
