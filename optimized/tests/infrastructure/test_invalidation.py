"""Every way in which Django changes a row deletes the generation of the cache, after the commit and not before."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from asgiref.sync import async_to_sync
from crm_optimized.infrastructure import invalidation, missed_writes
from crm_optimized.infrastructure.invalidation import GENERATION_KEY, LEASE_S, invalidate_on_commit
from crm_optimized.infrastructure.missed_writes import LISTEN
from crm_optimized.infrastructure.models import Address, Customer, Relationship
from crm_optimized.infrastructure.read_pool import connection_options
from django.core import serializers
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from psycopg import sql

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def customer(cache: redis.Redis) -> Customer:
    customer = Customer.objects.create(customer_id="A-1", first_name="Ada", last_name="Lovelace")
    Relationship.objects.create(customer=customer)
    Address.objects.create(customer=customer, city_code="1", city="London", country="UK")
    cache.set(GENERATION_KEY, "current")
    return customer


def new(code: str) -> Customer:
    return Customer(customer_id=code, first_name="New", last_name="Person")


def run(statement: Any, *, parameters: Any = None, many: bool = False) -> None:
    with connection.cursor() as cursor:
        (cursor.executemany if many else cursor.execute)(statement, parameters)


async def aupdate() -> None:
    await Customer.objects.aupdate(first_name="X")


def load_fixture(customer: Customer) -> None:
    fixture = Path(__file__).with_name("loaded_fixture.json")
    fixture.write_text(serializers.serialize("json", [customer]))
    try:
        call_command("loaddata", str(fixture), verbosity=0)
    finally:
        fixture.unlink()


def in_another_thread(write: Callable[[], object]) -> None:
    def body() -> None:
        try:
            write()
        finally:
            connection.close()

    thread = threading.Thread(target=body)
    thread.start()
    thread.join()


def over_another_connection(statement: str) -> None:
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute(statement)


UPDATE = "UPDATE customers_customer SET first_name = 'X'"
WRITES: dict[str, Callable[[Customer], object]] = {
    "save": lambda c: c.save(),
    "save_base": lambda c: c.save_base(raw=True),
    "asave": lambda c: async_to_sync(c.asave)(),
    "create": lambda _: Customer.objects.create(customer_id="B", first_name="B", last_name="B"),
    "get_or_create": lambda _: Customer.objects.get_or_create(customer_id="B", first_name="B", last_name="B"),
    "update_or_create": lambda c: Customer.objects.update_or_create({"last_name": "X"}, customer_id=c.customer_id),
    "update": lambda _: Customer.objects.update(first_name="X"),
    "aupdate": lambda _: async_to_sync(aupdate)(),
    "filtered update": lambda c: Relationship.objects.filter(customer=c).update(points=5),
    "update of a join": lambda _: Customer.objects.filter(address__city="London").update(first_name="X"),
    "update by F": lambda _: Relationship.objects.update(points=F("points") + 1),
    "update by the base manager": lambda _: Customer._base_manager.update(first_name="X"),
    "update by the default manager": lambda _: Customer._default_manager.update(first_name="X"),
    "bulk_create": lambda _: Customer.objects.bulk_create([new("B"), new("C")]),
    "bulk_create that updates": lambda c: Customer.objects.bulk_create(
        [new(c.customer_id)], update_conflicts=True, update_fields=["first_name"], unique_fields=["customer_id"]
    ),
    "bulk_update": lambda c: Customer.objects.bulk_update([c], ["first_name"]),
    "delete": lambda c: c.delete(),
    "queryset delete": lambda _: Customer.objects.all().delete(),
    "adelete": lambda c: async_to_sync(c.adelete)(),
    "address save": lambda c: c.address.save(),
    "address delete": lambda c: c.address.delete(),
    "address queryset delete": lambda _: Address.objects.all().delete(),
    "relationship save": lambda c: c.relationship.save(),
    "raw delete": lambda c: Address.objects.filter(customer=c)._raw_delete("default"),
    "raw queryset": lambda _: list(Customer.objects.raw(f"{UPDATE} RETURNING *")),
    "loaddata": load_fixture,
    "a deserialized object": lambda c: next(
        iter(serializers.deserialize("json", serializers.serialize("json", [c])))
    ).save(),
    "execute": lambda _: run(UPDATE),
    "executemany": lambda c: run(f"{UPDATE} WHERE id = %s", parameters=[(c.id,), (0,)], many=True),
    "composed SQL": lambda _: run(sql.SQL("DELETE FROM {}").format(sql.Identifier("customers_address"))),
    "bytes": lambda _: run(UPDATE.encode()),
    "several statements": lambda _: run(f"SELECT 1; {UPDATE}"),
    "a transaction in SQL": lambda _: run(f"BEGIN; {UPDATE}; COMMIT"),
    "WITH": lambda _: run("WITH gone AS (DELETE FROM customers_address RETURNING *) SELECT count(*) FROM gone"),
    "MERGE": lambda _: run(
        "MERGE INTO customers_customer c USING (VALUES (1)) v ON true WHEN MATCHED THEN UPDATE SET first_name = 'X'"
    ),
    "TRUNCATE": lambda _: run("TRUNCATE customers_customer CASCADE"),
    "DO": lambda _: run(f"DO $$ BEGIN {UPDATE}; END $$"),
    "another thread": lambda c: in_another_thread(c.save),
    "another connection": lambda _: over_another_connection(UPDATE),
    "a new connection": lambda c: (connection.close(), c.save()),
}
READS: dict[str, Callable[[Customer], object]] = {
    "a join": lambda _: list(Customer.objects.select_related("address", "relationship")),
    "exists": lambda _: Customer.objects.exists(),
    "count": lambda _: Customer.objects.count(),
    "a union": lambda _: list(Customer.objects.values("id").union(Address.objects.values("customer_id"))),
    "iterator": lambda _: list(Customer.objects.iterator()),
    "raw": lambda _: list(Customer.objects.raw("WITH c AS (SELECT * FROM customers_customer) SELECT * FROM c")),
    "a lock": lambda _: list(Customer.objects.select_for_update(of=("self",))),
    "a weaker lock": lambda _: list(Customer.objects.select_for_update(no_key=True)),
    "nothing": lambda _: None,
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_every_write_path_invalidates(
    write: Callable[[Customer], object], customer: Customer, cache: redis.Redis
) -> None:
    write(customer)
    assert cache.get(GENERATION_KEY) is None


TRANSACTIONAL = WRITES.keys() - {"a transaction in SQL", "another thread", "another connection", "a new connection"}


@pytest.mark.parametrize("name", sorted(TRANSACTIONAL))
def test_nothing_is_invalidated_before_the_commit(name: str, customer: Customer, cache: redis.Redis) -> None:
    with transaction.atomic():
        WRITES[name](customer)
        assert cache.get(GENERATION_KEY) == b"current"
    assert cache.get(GENERATION_KEY) is None


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
def test_reading_invalidates_nothing(
    read: Callable[[Customer], object], customer: Customer, cache: redis.Redis
) -> None:
    with transaction.atomic():
        with transaction.atomic():
            read(customer)
        with transaction.atomic():
            transaction.set_rollback(True)
    assert cache.get(GENERATION_KEY) == b"current"


def test_a_write_that_is_rolled_back_invalidates_nothing(customer: Customer, cache: redis.Redis) -> None:
    with transaction.atomic():
        customer.save()
        transaction.set_rollback(True)
    assert cache.get(GENERATION_KEY) == b"current"


def test_a_savepoint_that_is_rolled_back_does_not_swallow_what_follows(customer: Customer, cache: redis.Redis) -> None:
    with transaction.atomic():
        with transaction.atomic():
            customer.save()
            transaction.set_rollback(True)
        customer.save()
    assert cache.get(GENERATION_KEY) is None


def test_a_savepoint_that_is_rolled_back_does_not_swallow_what_came_before(
    customer: Customer, cache: redis.Redis
) -> None:
    with transaction.atomic():
        customer.save()
        with transaction.atomic():
            transaction.set_rollback(True)
    assert cache.get(GENERATION_KEY) is None


def boom() -> None:
    raise RuntimeError("boom")


@pytest.mark.parametrize("inner", [False, True])
def test_a_hook_that_raises_does_not_keep_a_write_from_invalidating(
    inner: bool, customer: Customer, cache: redis.Redis
) -> None:
    def write() -> None:
        with transaction.atomic():
            transaction.on_commit(boom)
            if inner:
                with transaction.atomic():
                    customer.save()
            else:
                customer.save()

    with pytest.raises(RuntimeError):
        write()
    assert cache.get(GENERATION_KEY) is None


def test_a_hook_that_reads_finds_the_cache_invalidated(customer: Customer, cache: redis.Redis) -> None:
    found: list[object] = []
    with transaction.atomic():
        transaction.on_commit(lambda: found.append(cache.get(GENERATION_KEY)))
        customer.save()
    assert found == [None]


def test_a_hook_that_writes_invalidates_again(customer: Customer, cache: redis.Redis) -> None:
    def write_again() -> None:
        cache.set(GENERATION_KEY, "next")
        customer.save()

    with transaction.atomic():
        customer.save()
        transaction.on_commit(write_again)
    assert cache.get(GENERATION_KEY) is None


def test_a_commit_by_hand_invalidates(customer: Customer, cache: redis.Redis) -> None:
    transaction.set_autocommit(False)
    try:
        customer.save()
        assert cache.get(GENERATION_KEY) == b"current"
        transaction.commit()
        assert cache.get(GENERATION_KEY) is None
    finally:
        transaction.set_autocommit(True)


def test_another_wrapper_around_a_new_connection_does_not_take_ours_away(
    customer: Customer, cache: redis.Redis
) -> None:
    with closing(connection.copy()) as new_one:
        with new_one.execute_wrapper(lambda execute, *arguments: execute(*arguments)), new_one.cursor() as cursor:
            cursor.execute("SELECT 1")  # connects
        with new_one.cursor() as cursor:
            cursor.execute(UPDATE)
    assert cache.get(GENERATION_KEY) is None


def test_a_transaction_invalidates_once(customer: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[None] = []
    monkeypatch.setattr(invalidation, "invalidate", lambda _: times.append(None))
    for _ in range(2):
        with transaction.atomic():
            customer.save()
            customer.address.save()
            Customer.objects.update(first_name="X")
        connection.close()
    assert len(times) == 2


def test_what_django_does_not_see_invalidates_by_saying_so(customer: Customer, cache: redis.Redis) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        with cursor.copy("COPY customers_address FROM STDIN"):
            pass
        invalidate_on_commit()
    assert cache.get(GENERATION_KEY) is None


def test_the_command_invalidates(customer: Customer, cache: redis.Redis) -> None:
    call_command("invalidate_cache")
    assert cache.get(GENERATION_KEY) is None


@pytest.fixture
def unreachable_cache(settings: Any) -> Iterator[None]:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"redis://127.0.0.1:{closed.getsockname()[1]}/0"
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": url}}
        yield


def test_a_write_that_cannot_invalidate_outlasts_every_lease(
    customer: Customer, unreachable_cache: None, caplog: pytest.LogCaptureFixture
) -> None:
    began = time.monotonic()
    customer.save()
    assert time.monotonic() - began > LEASE_S
    assert "cache not invalidated" in caplog.text


@contextmanager
def listener() -> Iterator[psycopg.Connection]:
    with psycopg.connect(**connection_options(connection.settings_dict), autocommit=True) as listening:
        listening.execute(LISTEN)
        yield listening


def test_a_write_that_cannot_invalidate_tells_the_other_workers_after_its_commit(
    customer: Customer, unreachable_cache: None
) -> None:
    with listener() as listening:
        with transaction.atomic():
            customer.save()
            assert not list(listening.notifies(timeout=0))
        assert len(list(listening.notifies(timeout=0))) == 1
        Customer.objects.update(first_name="X")
        assert len(list(listening.notifies(timeout=0))) == 1


def test_a_write_that_can_invalidate_tells_no_worker(customer: Customer) -> None:
    with listener() as listening:
        customer.save()
        assert not list(listening.notifies(timeout=0))


def test_a_write_is_answered_when_neither_cache_nor_workers_can_be_told(
    customer: Customer, unreachable_cache: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(missed_writes, "NOTIFY", "SELECT pg_notify('', '')")  # PostgreSQL refuses it
    with transaction.atomic():
        customer.save()
    assert "other workers not told" in caplog.text
    assert connection.get_autocommit()
    customer.refresh_from_db()
