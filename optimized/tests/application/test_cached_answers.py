import asyncio

import pytest
from crm_optimized.application.cached_answers import Answer, CachedAnswers, Generation, Outcome
from crm_optimized.application.errors import StorageUnavailable


class FakeStore:
    """A cache in this process. The test deletes its generation, like a writer."""

    def __init__(self) -> None:
        self.generation: Generation | None = b"1"
        self.entries: dict[tuple[bytes, bytes], Answer] = {}

    async def lookup(self, key: bytes) -> tuple[Generation | None, Answer | None]:
        if self.generation is None:
            return None, None
        return self.generation, self.entries.get((self.generation, key))

    def store(self, key: bytes, *, generation: Generation, answer: Answer) -> None:
        self.entries[generation, key] = answer


class Page:
    """A computation that counts itself, and can wait until the test lets it continue."""

    def __init__(self, *, error: Exception | None = None) -> None:
        self.computed = 0
        self.error = error
        self.may_finish = asyncio.Event()
        self.may_finish.set()
        self.began = asyncio.Event()
        self.all_began = asyncio.Event()

    async def __call__(self) -> Answer:
        self.computed += 1
        self.began.set()
        if self.computed == 240:
            self.all_began.set()
        version = b"%d" % self.computed
        await self.may_finish.wait()
        if self.error:
            raise self.error
        return Answer(version, b"fingerprint")


async def get(cached: CachedAnswers, page: Page, *, key: bytes = b"key") -> tuple[bytes, Outcome]:
    answer, outcome = await cached.get(key, page)
    return answer.content, outcome


def test_an_answer_is_computed_once_and_then_served_from_the_store() -> None:
    async def scenario() -> None:
        cached, page = CachedAnswers(FakeStore()), Page()
        assert await get(cached, page) == (b"1", Outcome.MISS)
        assert await get(cached, page) == (b"1", Outcome.HIT)
        assert await get(cached, page, key=b"other") == (b"2", Outcome.MISS)

    asyncio.run(scenario())


def test_a_new_generation_makes_every_stored_answer_unreachable() -> None:
    async def scenario() -> None:
        store, page = FakeStore(), Page()
        cached = CachedAnswers(store)
        await get(cached, page)
        store.generation = b"2"
        assert await get(cached, page) == (b"2", Outcome.MISS)

    asyncio.run(scenario())


def test_an_answer_computed_before_a_write_is_never_served_after_it() -> None:
    async def scenario() -> None:
        store, page = FakeStore(), Page()
        cached = CachedAnswers(store)
        page.may_finish.clear()
        before = asyncio.create_task(get(cached, page))
        await page.began.wait()
        store.generation = b"2"  # the write commits while the page is being computed
        after = asyncio.create_task(get(cached, page))
        await asyncio.sleep(0)
        page.may_finish.set()
        assert (await before)[0] == b"1"
        assert (await after)[0] == b"2"
        assert await get(cached, page) == (b"2", Outcome.HIT)

    asyncio.run(scenario())


def test_equal_requests_share_one_computation() -> None:
    async def scenario() -> None:
        cached, page = CachedAnswers(FakeStore()), Page()
        page.may_finish.clear()
        requests = [asyncio.create_task(get(cached, page)) for _ in range(200)]
        await page.began.wait()
        page.may_finish.set()
        assert set(await asyncio.gather(*requests)) == {(b"1", Outcome.MISS)}
        assert page.computed == 1

    asyncio.run(scenario())


def test_without_a_cache_every_request_computes_and_none_is_shared() -> None:
    async def scenario() -> None:
        store, page = FakeStore(), Page()
        store.generation = None
        assert await get(CachedAnswers(store), page) == (b"1", Outcome.BYPASS)
        assert await get(CachedAnswers(store), page) == (b"2", Outcome.BYPASS)

    asyncio.run(scenario())


def test_an_error_belongs_to_one_client_and_is_forgotten() -> None:
    async def scenario() -> None:
        cached, page = CachedAnswers(FakeStore()), Page()

        async def fails() -> Answer:
            await page()
            raise RuntimeError("no page")

        page.may_finish.clear()
        first = asyncio.create_task(cached.get(b"key", fails))
        await page.began.wait()
        others = [asyncio.create_task(get(cached, page)) for _ in range(3)]
        await asyncio.sleep(0)
        page.may_finish.set()
        results = await asyncio.gather(first, *others, return_exceptions=True)
        assert str(results[0]) == "no page"
        assert results[1:] == [(b"2", Outcome.MISS), (b"3", Outcome.MISS), (b"4", Outcome.MISS)]
        assert await get(cached, page) == (b"4", Outcome.HIT)

    asyncio.run(scenario())


@pytest.mark.parametrize(("error", "computed"), [(None, 1), (StorageUnavailable(), 1), (RuntimeError("no page"), 4)])
def test_a_flight_shares_an_answer_and_an_unavailable_storage_and_nothing_else(
    error: Exception | None, computed: int
) -> None:
    async def scenario() -> None:
        cached, page = CachedAnswers(FakeStore()), Page(error=error)
        page.may_finish.clear()
        requests = [asyncio.create_task(cached.get(b"key", page)) for _ in range(4)]
        await page.began.wait()
        await asyncio.sleep(0)
        page.may_finish.set()
        results = await asyncio.gather(*requests, return_exceptions=True)
        assert [result if isinstance(result, Exception) else None for result in results] == [error] * 4
        assert page.computed == computed

    asyncio.run(scenario())


def test_requests_that_compute_for_themselves_do_it_at_the_same_time() -> None:
    """One after the other, the last of many would wait for all others."""

    async def scenario() -> None:
        error = RuntimeError("no page")
        cached, page, leading = CachedAnswers(FakeStore()), Page(error=error), Page(error=error)
        page.may_finish.clear()
        leading.may_finish.clear()
        first = asyncio.create_task(cached.get(b"key", leading))
        await leading.began.wait()
        others = [asyncio.create_task(cached.get(b"key", page)) for _ in range(240)]
        await asyncio.sleep(0)
        leading.may_finish.set()
        await asyncio.wait([first])
        await page.all_began.wait()  # and none has ended
        page.may_finish.set()
        assert set(await asyncio.gather(first, *others, return_exceptions=True)) == {error}

    asyncio.run(scenario())


@pytest.mark.parametrize("error", [StorageUnavailable(), RuntimeError("no page")])
def test_an_error_is_not_stored(error: Exception) -> None:
    async def scenario() -> None:
        cached, page = CachedAnswers(FakeStore()), Page(error=error)
        with pytest.raises(type(error)):
            await cached.get(b"key", page)
        page.error = None
        assert await get(cached, page) == (b"2", Outcome.MISS)

    asyncio.run(scenario())


def test_a_request_that_waits_for_a_cancelled_one_computes_the_answer() -> None:
    async def scenario() -> None:
        cached, page = CachedAnswers(FakeStore()), Page()
        page.may_finish.clear()
        leader = asyncio.create_task(get(cached, page))
        await page.began.wait()
        follower = asyncio.create_task(get(cached, page))
        await asyncio.sleep(0)
        leader.cancel()
        page.may_finish.set()
        assert await follower == (b"2", Outcome.MISS)

    asyncio.run(scenario())
