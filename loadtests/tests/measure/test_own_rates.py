"""Which contenders are measured at a rate of their own."""

from bench.load.modes import MODES
from bench.load.rates import Probe, offer
from bench.measure.own_rates import LEAST_TIMES, own_rate_cells
from bench.measure.preflight import Preflight
from made_up_contender import made_up_contender
from made_up_request import made_up_request

CONTENDERS = [made_up_contender("slow"), made_up_contender("fast")]


def found(slow_s: float, fast_s: float) -> dict[str, float | None]:
    probes = {name: Probe(seconds, seconds, workers=2) for name, seconds in (("slow", slow_s), ("fast", fast_s))}
    before = Preflight(probes={"list": probes}, offers={"list": offer(probes, cores=CONTENDERS[0].target.cores)})
    cells = own_rate_cells(made_up_request(MODES["standard"], ["list"]), CONTENDERS, before=before)
    assert [cell.position for cell in cells] == list(range(1, len(cells) + 1))
    return {cell.contender.name: cell.offer.per_s for cell in cells}


def test_a_contender_that_carries_much_more_than_the_common_rate_gets_its_own() -> None:
    own = found(slow_s=0.1, fast_s=0.01)
    assert own.keys() == {"fast"}
    assert own["fast"] == 10 * found_common(0.1)


def found_common(slow_s: float) -> float:
    per_s = offer({"slow": Probe(slow_s, slow_s, workers=2)}, cores=CONTENDERS[0].target.cores).per_s
    assert per_s is not None
    return per_s


def test_a_contender_that_carries_a_little_more_gets_no_rate_of_its_own() -> None:
    assert found(slow_s=0.1, fast_s=0.11 / LEAST_TIMES) == {}


def test_where_the_common_load_is_serial_a_contender_that_carries_a_rate_gets_it() -> None:
    assert found(slow_s=5.0, fast_s=0.01).keys() == {"fast"}
