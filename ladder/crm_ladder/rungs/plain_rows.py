"""Rows from `values()`, without instances and serializers: one statement a page."""

from crm_ladder.patterns.plain_rows import PlainRowsMixin

Mixin = PlainRowsMixin
