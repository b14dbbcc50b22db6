"""The tricky rows, loaded into every service's database for the time of a comparison."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from crm_contract.comparison.contender import CUSTOMERS, Contender
from crm_contract.comparison.database import MARK, load, unload
from crm_contract.oracle.customers import Customer
from crm_contract.oracle.lists import Oracle
from crm_contract.sample_data.customers import new_customer, unique
from crm_contract.sample_data.tricky_rows import tricky_customers


@dataclass(frozen=True, slots=True)
class Data:
    rows: list[Customer]
    oracle: Oracle


@contextmanager
def loaded(contenders: Sequence[Contender], database_urls: Sequence[str]) -> Iterator[Data]:
    """Load the rows, and remove them at the end. Raises ForeignRows if a database has other customers."""
    rows = tricky_customers()
    for url in database_urls:
        load(url, rows)
    forget_what_is_cached(contenders)
    try:
        yield Data(rows, Oracle(rows))
    finally:
        for url in database_urls:
            unload(url, rows)
        forget_what_is_cached(contenders)


def forget_what_is_cached(contenders: Sequence[Contender]) -> None:
    """Write through each service, so that its caches forget the state before the rows changed by plain SQL."""
    for contender in contenders:
        created = contender.ask("POST", CUSTOMERS, body=new_customer(customer_id=MARK + unique()))
        assert created.status_code == 201, created.text
        contender.ask("DELETE", f"{CUSTOMERS}/{created.json()['id']}")
