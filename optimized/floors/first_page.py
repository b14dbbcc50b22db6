"""The first page of the list with the service's statement, rows and encoder: no parameters, no cursors, no links."""

from crm_optimized.application.read_models import encode
from crm_optimized.application.search_customers import DEFAULT_PAGE_SIZE, SortKey
from crm_optimized.infrastructure.read_pool import read_pool
from crm_optimized.infrastructure.rows import record
from crm_optimized.infrastructure.search.core import Shape, ordered_scan
from django.conf import settings

ROWS = DEFAULT_PAGE_SIZE + 1
SQL = ordered_scan(Shape(filters=(), key=SortKey.CREATED, descending=True, boundary=None, limit=ROWS), ROWS)


class FirstPage:
    def __init__(self) -> None:
        self._pool = read_pool(settings.DATABASES["default"], max_size=settings.READ_POOL_SIZE)

    async def open(self) -> None:
        await self._pool.open()

    async def close(self) -> None:
        await self._pool.close()

    async def computed(self) -> bytes:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(SQL, {}, prepare=True)
            rows = await cursor.fetchall()
        return b'{"next":null,"previous":null,"results":%b}' % encode([record(row) for row in rows[:DEFAULT_PAGE_SIZE]])
