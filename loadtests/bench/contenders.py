"""Contenders are data: each has a table in contenders.toml that says how to build, fill, start and ask it."""

import shlex
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args

from bench.cores import usable_cores
from bench.errors import BenchError

ROOT = Path(__file__).resolve().parents[2]
CONTENDERS_FILE = ROOT / "loadtests" / "contenders.toml"
RUNGS_FILE = ROOT / "ladder" / "rungs.toml"

# The variable of `environment` that names the rungs of a ladder on which a service stands.
STANDS_ON = "LADDER_RUNGS"

Need = Literal["postgres", "valkey"]


@dataclass(frozen=True, slots=True)
class Contender:
    """Its commands run in `folder`, with `{port}`, `{workers}` and `{rows}` filled in."""

    name: str
    title: str
    folder: Path
    start: str
    port: int
    migrate: str = ""
    migrate_copy: str = ""
    """Migrates the database `{database}` of the same server, where `migrate` with another DATABASE_URL would not."""
    seed: str = ""
    """Replaces all data by `{rows}` customers."""
    fingerprint: str = ""
    """Prints JSON that is equal for equal data. Without the wanted data it fails, or counts another number of rows."""
    page_parameter: str = ""
    """The query parameter of page numbers. Without one, bench follows the `next` links."""
    ready: str = "/readyz"
    workers: int = field(default_factory=usable_cores)
    """Processes that answer; the default is one for each core."""
    needs: tuple[Need, ...] = ("postgres",)
    database_of: str = ""
    """The contender whose database it uses; empty: it has its own."""
    environment: Mapping[str, str] = field(default_factory=dict)
    cache_keys: tuple[str, ...] = ()
    """Patterns of SCAN for all keys that it makes. On a server of the user, bench deletes these keys and no others."""
    after: str = ""
    """Of a rung of a ladder, the contender below it."""
    change: str = ""
    """Of a rung, what it changes."""
    build: str = ""
    """Of a rung with structures of its own: the command that gives a database those of `rungs`, and no others."""
    superseded_by: str = ""
    """Of a rung, the later one that makes it needless."""

    @property
    def rungs(self) -> tuple[str, ...]:
        """The rungs of a ladder on which the service stands."""
        return tuple(name for name in self.environment.get(STANDS_ON, "").split(",") if name)

    @property
    def database_owner(self) -> str:
        """The contender whose database it uses, often itself."""
        return self.database_of or self.name

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def write_token(self) -> str:
        """The token that k6 and the harness send with writes; empty if the service needs none."""
        return self.environment.get("API_WRITE_TOKEN", "")

    def command(self, template: str, **values: int | str) -> Sequence[str]:
        return shlex.split(template.format(port=self.port, workers=self.workers, **values))


def read_contenders(file: Path = CONTENDERS_FILE) -> dict[str, Contender]:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BenchError(f"Cannot read {file}: {error.strerror}.") from None
    except tomllib.TOMLDecodeError as error:
        raise BenchError(f"{file} is not TOML: {error}.") from None
    return {name: _contender(name, table, file=file) for name, table in tables.items()}


def choose(contenders: Mapping[str, Contender], names: Sequence[str]) -> list[Contender]:
    """The named contenders in the order of the names; without a name, all of them."""
    if unknown := [name for name in names if name not in contenders]:
        raise BenchError(f"Unknown contender {', '.join(unknown)}: there are {', '.join(contenders)}.")
    return [contenders[name] for name in (names or contenders)]


def _contender(name: str, table: dict[str, Any], *, file: Path) -> Contender:
    known = {each.name: each for each in fields(Contender) if each.name != "name"}
    required = [n for n, each in known.items() if each.default is MISSING and each.default_factory is MISSING]
    if unknown := sorted(table.keys() - known.keys()):
        raise BenchError(f"[{name}] in {file} has unknown settings: {', '.join(unknown)}.")
    if missing := [each for each in required if each not in table]:
        raise BenchError(f"[{name}] in {file} lacks {', '.join(missing)}.")
    if wrong := [need for need in table.get("needs", []) if need not in get_args(Need)]:
        raise BenchError(f"[{name}] in {file} needs {', '.join(wrong)}; known are {', '.join(get_args(Need))}.")
    if not (ROOT / table["folder"]).is_dir():
        raise BenchError(f"[{name}] in {file} lives in a folder that does not exist: {ROOT / table['folder']}.")
    values = table | {
        "folder": ROOT / table["folder"],
        "needs": tuple(table.get("needs", ("postgres",))),
        "cache_keys": tuple(table.get("cache_keys", ())),
    }
    return Contender(name=name, **values)
