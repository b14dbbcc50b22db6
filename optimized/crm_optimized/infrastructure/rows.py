"""PostgreSQL's rows to read models, with no calendar in between: a timestamp's text needs a T and a Z, nothing else."""

from collections.abc import Buffer, Sequence
from typing import Any

from psycopg.adapt import Loader

from crm_optimized.application.read_models import AddressRecord, CustomerRecord, RelationshipRecord

# In the order in which `record` takes them apart; c, a and r are the aliases of every statement.
COLUMNS = """c.id, c.customer_id, c.first_name, c.last_name, c.gender, c.phone_number, c.birthday,
       c.created, c.last_updated, a.street, a.street_number, a.city_code, a.city, a.country,
       r.points, r.last_activity"""


def record(row: Sequence[Any]) -> CustomerRecord:
    *customer, street, street_number, city_code, city, country, points, last_activity = row
    # An address always has a city_code.
    address = None if city_code is None else AddressRecord(street, street_number, city_code, city, country)
    return CustomerRecord(*customer, address, RelationshipRecord(points, last_activity))  # type: ignore[call-arg]


class TimestampText(Loader):
    """`2024-05-01 10:11:12.5+00`, as PostgreSQL writes it in a UTC session, to `2024-05-01T10:11:12.500000Z`."""

    def load(self, data: Buffer) -> str:
        text = bytes(data).decode()
        return f"{text[:10]}T{text[11:19]}.{text[20:-3]:0<6}Z"


class DateText(Loader):
    """An ISO date, as PostgreSQL writes it."""

    def load(self, data: Buffer) -> str:
        return bytes(data).decode()
