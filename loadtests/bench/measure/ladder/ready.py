"""The rungs as contenders that can be measured. They share servers, and one service runs at a time."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from bench.contender.data import Fingerprint
from bench.contender.ready import entered, make_folders, prepared, servers_up
from bench.contender.running import RunningContender
from bench.contenders import Contender
from bench.measure.ladder.databases import Database, Key, copies_of, database_of, databases, key_of
from bench.measure.ladder.rungs import Ladder, Rung
from bench.processes import Processes
from bench.progress import Display
from bench.targets.datastores import Datastores
from bench.targets.target import Target

type Standing = tuple[Rung, RunningContender, Database]
"""A rung with its service and its database."""


@contextmanager
def ready_rungs(
    rungs: Sequence[Rung], ladder: Ladder, *, target: Target, rows: int, processes: Processes, display: Display
) -> Iterator[tuple[list[Standing], Fingerprint]]:
    """The services are not started yet. At the end of the block servers that were started are stopped."""
    found = [replace(rung, contender=target.find(rung.contender)) for rung in rungs]
    make_folders([rung.contender for rung in found])
    roots = [_for_all(ladder.roots[name], found) for name in dict.fromkeys(rung.root for rung in found)]
    with servers_up(roots, target, processes=processes, display=display) as pairs, ExitStack() as cleanup:
        words, data = prepared(pairs, rows=rows, processes=processes, display=display)
        own = {root.name: database_of(datastores, words.get(root.name)) for root, datastores in pairs}
        made = cleanup.enter_context(
            databases(copies_of(found, ladder), own, data=data, processes=processes, display=display)
        )
        yield [_standing(rung, made, target=target, cleanup=cleanup) for rung in found], data


def _for_all(root: Contender, rungs: Sequence[Rung]) -> Contender:
    """The root with the cache that some of its rungs need."""
    mine = [rung.contender for rung in rungs if rung.root == root.name]
    needs = dict.fromkeys(need for each in (root, *mine) for need in each.needs)
    keys = dict.fromkeys(key for each in (root, *mine) for key in each.cache_keys)
    return replace(root, needs=tuple(needs), cache_keys=tuple(keys))


def _standing(rung: Rung, made: Mapping[Key, Database], *, target: Target, cleanup: ExitStack) -> Standing:
    database = made[key_of(rung)]
    pair = rung.contender, with_needs(database.datastores, rung.contender)
    structures = {rung.name: database.structures} if database.structures else {}
    return rung, cleanup.enter_context(entered(pair, target, structures=structures)), database


def with_needs(datastores: Datastores, contender: Contender) -> Datastores:
    """Without the cache, for a contender that has none."""
    if "valkey" in contender.needs:
        return datastores
    variables = {name: value for name, value in datastores.variables.items() if name != "REDIS_URL"}
    return replace(datastores, variables=variables, cache=None, cache_pid=None)
