import asyncio

import pytest
from crm_optimized.application.cached_answers import Answer, CachedAnswers, Generation, Outcome


class FakeStore:
    """A cache of one process, whose generation the test deletes as a writer would."""

    def __init__(self) -> None:
        self.generation: Generation | None = b"1"
        self.entries: dict[tuple[bytes, bytes], Answer] = {}

    async def lookup(self, key: bytes) -> tuple[Generation | None, Answer | None]:
        if self.generation is None:
            return None, None
        return self.generation, self.entries.get((self.generation, key))

    def store(self, key: bytes, generation: Generation, answer: Answer) -> None:
        self.entries[generation, key] = answer


class Page:
    """A computation that counts itself, and can be held until the test lets it go on."""

    def __init__(self, *, status: int = 200, etag: bytes | None = b"etag") -> None:
        self.computed = 0
        self.status = status
        self.etag = etag
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
        return Answer(self.status, version, etag=self.etag)


async def get(cached: CachedAnswers, page: Page, key: bytes = b"key") -> tuple[bytes, Outcome]:
    answer, outcome = await cached.get(key, page)
    return answer.body, outcome


def test_an_answer_is_computed_once_and_then_served_from_the_store() -> None:
    async def scenario() -> None:
        cached, page = CachedAnswers(FakeStore()), Page()
        assert await get(cached, page) == (b"1", Outcome.MISS)
        assert await get(cached, page) == (b"1", Outcome.HIT)
        assert await get(cached, page, b"other") == (b"2", Outcome.MISS)

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


def test_an_answer_without_an_etag_is_not_stored() -> None:
    async def scenario() -> None:
        cached, page = CachedAnswers(FakeStore()), Page(etag=None)
        await get(cached, page)
        assert await get(cached, page) == (b"2", Outcome.MISS)

    asyncio.run(scenario())


def test_an_error_of_one_client_is_nobody_elses_and_is_forgotten() -> None:
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


@pytest.mark.parametrize(("status", "computed"), [(200, 1), (503, 1), (400, 4), (404, 4), (500, 4), (301, 4)])
def test_a_flight_shares_a_200_and_a_503_and_nothing_else(status: int, computed: int) -> None:
    async def scenario() -> None:
        cached, page = CachedAnswers(FakeStore()), Page(status=status, etag=None)
        page.may_finish.clear()
        requests = [asyncio.create_task(cached.get(b"key", page)) for _ in range(4)]
        await page.began.wait()
        await asyncio.sleep(0)
        page.may_finish.set()
        answers = await asyncio.gather(*requests)
        assert [answer.status for answer, _ in answers] == [status] * 4
        assert page.computed == computed

    asyncio.run(scenario())


def test_those_who_compute_their_own_answer_do_it_at_once() -> None:
    """One after the other, the last of many would wait for all before it."""

    async def scenario() -> None:
        cached, page, leading = CachedAnswers(FakeStore()), Page(status=404), Page(status=404)
        page.may_finish.clear()
        leading.may_finish.clear()
        first = asyncio.create_task(cached.get(b"key", leading))
        await leading.began.wait()
        others = [asyncio.create_task(cached.get(b"key", page)) for _ in range(240)]
        await asyncio.sleep(0)
        leading.may_finish.set()
        await first
        await page.all_began.wait()  # and none has ended
        page.may_finish.set()
        assert {answer.status for answer, _ in await asyncio.gather(*others)} == {404}

    asyncio.run(scenario())


@pytest.mark.parametrize("status", [301, 400, 404, 500, 503])
def test_only_a_200_is_stored(status: int) -> None:
    async def scenario() -> None:
        cached, page = CachedAnswers(FakeStore()), Page(status=status)
        await get(cached, page)
        assert await get(cached, page) == (b"2", Outcome.MISS)

    asyncio.run(scenario())


def test_who_waits_for_a_request_that_is_cancelled_computes_the_answer() -> None:
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
