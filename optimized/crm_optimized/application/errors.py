"""The errors of the use cases. `api/problems.py` turns each into an answer.

ApplicationError
├── CustomerNotFound
├── InvalidFields
│   ├── CustomerIdTaken
│   └── InvalidQuery
│       └── InvalidCursor
└── StorageUnavailable
"""

from collections.abc import Mapping


class ApplicationError(Exception):
    pass


class CustomerNotFound(ApplicationError):
    """There is no such customer."""


class InvalidFields(ApplicationError):
    """Some fields are not valid. `fields` maps the path of each field to a sentence that does not repeat the input."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class CustomerIdTaken(InvalidFields):
    """Another customer has this customer_id."""

    def __init__(self) -> None:
        super().__init__({"customer_id": "belongs to another customer"})


class InvalidQuery(InvalidFields):
    """The query is not valid."""


class InvalidCursor(InvalidQuery):
    """The cursor belongs to another query, or has been changed."""

    def __init__(self) -> None:
        super().__init__({"cursor": "is not a cursor of this query; follow the links `next` and `previous`"})


class StorageUnavailable(ApplicationError):
    """The database cannot serve at the moment."""
