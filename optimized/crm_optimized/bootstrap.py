"""The composition root: every port gets its adapter here, for the web, the command line and the tests.

The container is filled by type before the first request, because kink has no lock: eight threads that asked for the
same singleton at once built eight of them.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from django.conf import settings
from kink import di

from crm_optimized.api.cached_reads import CachedReads
from crm_optimized.api.handlers import LoopNativeHandler, ThreadedHandler
from crm_optimized.api.hosts import AllowedHosts
from crm_optimized.api.http_application import HttpApplication
from crm_optimized.application.cached_answers import AnswerStore, CachedAnswers
from crm_optimized.application.change_customers import CreateCustomer, DeleteCustomer, PatchCustomer, ReplaceCustomer
from crm_optimized.application.search_customers import CustomerSearch
from crm_optimized.infrastructure.customer_repository import OrmCustomerRepository
from crm_optimized.infrastructure.customer_search import PostgresCustomerSearch
from crm_optimized.infrastructure.keyset import CursorSigner
from crm_optimized.infrastructure.missed_writes import listen
from crm_optimized.infrastructure.read_pool import ReadPool, read_pool
from crm_optimized.infrastructure.redis_answers import LEASE, OPEN_S, RedisAnswers
from crm_optimized.infrastructure.redis_pipe import Lease, RedisPipe
from crm_optimized.infrastructure.write_transaction import once_more, write_transaction


def fill_container() -> ReadPool:
    """Registers ports and use cases. The pool is returned closed: it belongs to the event loop that opens it."""
    pool = read_pool(settings.DATABASES["default"] | settings.READ_ROLE, max_size=settings.READ_POOL_SIZE)
    di[CustomerSearch] = PostgresCustomerSearch(pool, CursorSigner(settings.SECRET_KEY))
    repository = OrmCustomerRepository()
    for use_case in (CreateCustomer, ReplaceCustomer, PatchCustomer, DeleteCustomer):
        di[use_case] = once_more(use_case(repository, write_transaction))
    return pool


def listening(answers: RedisAnswers) -> asyncio.Task[None]:
    """Forgets the answers after each write that the cache missed, until it is cancelled."""
    return asyncio.create_task(listen(settings.DATABASES["default"] | settings.DIRECT_ADDRESS, answers.forget))


def bootstrap(*, lease: Lease = LEASE, breaker_open_s: float = OPEN_S) -> HttpApplication:
    """The service. Other values than the defaults are for the races, which try it without a defence."""
    pool = fill_container()
    redis = RedisPipe(settings.REDIS_URL, timeout_s=settings.CACHE_WAIT, lease=lease)
    answers = RedisAnswers(redis, timeout_s=settings.CACHE_TIMEOUT, open_s=breaker_open_s)
    di[AnswerStore] = answers
    django = ThreadedHandler(threads=settings.WRITER_THREADS)

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        # With PostgreSQL down, the service starts, answers 503 and recovers. If it waited here, uvicorn would end with
        # exit code 0.
        await pool.open(wait=False)
        told = listening(answers)
        try:
            yield
        finally:
            told.cancel()
            django.close()
            await pool.close()
            await redis.aclose()

    api = LoopNativeHandler()
    return HttpApplication(
        reads=CachedReads(CachedAnswers(answers), api),
        api=api,
        django=django,
        lifespan=lifespan,
        hosts=AllowedHosts(settings.ALLOWED_HOSTS, debug=settings.DEBUG),
        redirect_to_tls=settings.SECURE_SSL_REDIRECT,
    )
