"""Each contender's database has the structures that its own migrations make, no others, and no settings of its own."""

from collections.abc import Mapping, Sequence

from bench.contender.migrated import Migrating
from bench.errors import BenchError
from bench.processes import Processes
from bench.readings.structures import Structure, fingerprint, read_server_settings, read_structures
from bench.targets.postgres import POSTGRES_SETTINGS

OF_ROLES = "setting of roles"

# Of a definition that differs, a sentence shows so many characters.
SHOWN = 60

type Named = Mapping[tuple[str, str], Structure]


def compare_structures(migrating: Sequence[Migrating], processes: Processes) -> dict[str, str]:
    """By contender, the fingerprint of its structures, with the reason if they were not compared. A difference is an
    error."""
    return {each.contender.name: _compare(each, processes) for each in migrating}


def _compare(each: Migrating, processes: Processes) -> str:
    url, ours = each.datastores.admin_url or "", each.datastores.ours
    expected = each.structures(processes)
    found = read_structures(url)
    word = fingerprint(found)
    if isinstance(expected, str):
        return f"{word}, not compared with the migrations: {expected}"
    if ours:
        # Both databases have those of roles, and bench gives its roles none.
        expected = [structure for structure in expected if structure.kind != OF_ROLES]
        require_given(read_server_settings(url), database=each.datastores.database)
    require_same(found, expected, of=each)
    return word


def require_same(found: Sequence[Structure], expected: Sequence[Structure], *, of: Migrating) -> None:
    here, there = _named(found), _named(expected)
    changed = [key for key in here if key in there and here[key].definition != there[key].definition]
    differences = [
        *(_foreign(here[key], of) for key in here if key not in there),
        *(_missing(there[key], of) for key in there if key not in here),
        *(_different(here[key], there[key], of=of) for key in changed),
    ]
    if differences:
        more = f" Further differences: {len(differences) - 1}." if len(differences) > 1 else ""
        raise BenchError(differences[0] + more)


def require_given(settings: Sequence[Structure], *, database: str) -> None:
    """The settings of a server of bench's own are those that bench wrote."""
    for each in settings:
        if each.definition != POSTGRES_SETTINGS.get(each.name):
            raise BenchError(
                f"The server of {database} has a foreign setting, {each.name} = {each.definition}, and its figures "
                "would be those of that setting: `bench services down`, and the next start writes bench's own."
            )


def _named(structures: Sequence[Structure]) -> Named:
    return {(each.kind, each.name): each for each in structures}


def _foreign(structure: Structure, of: Migrating) -> str:
    value = f" = {structure.definition}" if structure.kind.startswith("setting") else ""
    return (
        f"The database {of.datastores.database} has a foreign {structure.kind}, {structure.name}{value}, which the "
        f"migrations of {of.contender.name} do not make: remove it with `{structure.removal}`."
    )


def _missing(structure: Structure, of: Migrating) -> str:
    return (
        f"In the database {of.datastores.database} the {structure.kind} {structure.name} is missing, which the "
        f"migrations of {of.contender.name} make: {_anew(of)}."
    )


def _different(here: Structure, there: Structure, *, of: Migrating) -> str:
    pairs = zip(here.definition, there.definition, strict=False)
    shared = next((place for place, (mine, theirs) in enumerate(pairs) if mine != theirs), len(there.definition))
    # From the beginning of the word in which they differ.
    begin = here.definition.rfind(" ", 0, shared) + 1
    mine, theirs = (" ".join(each.definition[begin : begin + SHOWN].split()) for each in (here, there))
    return (
        f"In the database {of.datastores.database} the {here.kind} {here.name} is different (“{mine}”, not “{theirs}”) "
        f"from that of the migrations of {of.contender.name}: undo the change, or {_anew(of)}."
    )


def _anew(of: Migrating) -> str:
    return f"begin with a new database ({of.datastores.anew}), and run `bench run --rows N` again"
