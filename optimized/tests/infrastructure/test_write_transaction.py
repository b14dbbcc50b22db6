"""A write whose session is outdated is done on a new connection."""

import pytest
from crm_optimized.infrastructure.write_transaction import SessionOutdated, once_more


@pytest.mark.parametrize(("failures", "calls"), [(0, 1), (1, 2)])
def test_a_write_is_repeated_once_after_an_outdated_session(failures: int, calls: int) -> None:
    called = []

    def write(customer: str) -> str:
        called.append(customer)
        if len(called) <= failures:
            raise SessionOutdated
        return "stored"

    assert once_more(write)("Ada") == "stored"
    assert called == ["Ada"] * calls


def test_a_second_outdated_session_is_an_error() -> None:
    def write() -> None:
        raise SessionOutdated

    with pytest.raises(SessionOutdated):
        once_more(write)()
