"""Everything that a use case can refuse. The API's edge turns each into one problem+json answer.

ApplicationError
├── CustomerNotFound      404
├── CustomerIdTaken       400
├── InvalidQuery          400
│   └── InvalidCursor
└── StorageUnavailable    503
"""

from collections.abc import Mapping


class ApplicationError(Exception):
    pass


class CustomerNotFound(ApplicationError):
    """There is no such customer."""


class InvalidFields(ApplicationError):
    """Some fields are not valid. `fields` maps each field's path to a sentence that does not repeat the input."""

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
    """The cursor was not made for this query, or was changed since."""

    def __init__(self) -> None:
        super().__init__({"cursor": "is not a cursor of this query; follow the links `next` and `previous`"})


class StorageUnavailable(ApplicationError):
    """The database gives no connection at the moment."""
