"""How results describe contenders and scenarios."""

from bench.contender.data import Fingerprint
from bench.load.modes import MODES
from bench.load.scenarios import SCENARIOS
from bench.measure.conditions import conditions_of, contender_of_results, scenario_of_results
from bench.targets.cache_server import CacheServer
from bench.targets.datastores import Datastores
from made_up_contender import made_up_contender
from made_up_request import made_up_request


def test_a_scenario_keeps_its_contenders_busy() -> None:
    found = scenario_of_results(SCENARIOS["list_hot"])
    assert (found.name, found.keys, found.load, found.offered_per_s) == ("list_hot", "hot", "busy", None)


def test_the_structures_of_every_contender_with_a_database_are_conditions() -> None:
    contenders = [made_up_contender("a", structures="1a2b"), made_up_contender("b")]
    request = made_up_request(MODES["quick"], ["list"])
    conditions = conditions_of(request, contenders, created="2026-11-21T10:00:00Z", data=Fingerprint(7, "word"))
    assert conditions.structures == {"a": "1a2b"}


def test_a_contender_is_cached_if_it_has_a_cache_server() -> None:
    cached = Datastores({}, cache=CacheServer("redis://127.0.0.1:1/0"))
    assert contender_of_results(made_up_contender(datastores=cached)).cached
    assert not contender_of_results(made_up_contender()).cached
