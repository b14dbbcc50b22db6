"""Results to JSON and back: member names are the field names of run.py. results.schema.json describes it."""

import json
import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, asdict, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from bench.errors import BenchError
from bench.results.run import READABLE_VERSIONS, VERSION, Results


def to_json(results: Results, *, ascii_only: bool = False) -> str:
    """`ascii_only` is for a terminal or a pipe, which may have any encoding."""
    return json.dumps(_rounded(asdict(results)), ensure_ascii=ascii_only, separators=(",", ":")) + "\n"


def from_json(text: str) -> Results:
    try:
        document = json.loads(text)
    except ValueError as error:
        raise BenchError(f"This is not a result of bench: {error}.") from None
    if not isinstance(document, dict) or "version" not in document:
        raise BenchError("This is not a result of bench: it has no version.")
    if document["version"] not in READABLE_VERSIONS:
        raise BenchError(
            f"This result has format version {document['version']}; this bench reads the versions "
            f"{', '.join(map(str, READABLE_VERSIONS))}. Read it with the bench of the commit that wrote it."
        )
    return decoded(Results, document | {"version": VERSION})


def file_name(results: Results) -> str:
    """`2026-11-22T0427-c388110.json` of a run; `….aa.json` and `….curve.json` of the others."""
    stamp = results.conditions.created.replace(":", "").removesuffix("Z")
    dirty = "-dirty" if results.conditions.dirty else ""
    kind = "" if results.kind == "run" else f".{results.kind}"
    return f"{stamp[:15]}-{results.conditions.commit[:7]}{dirty}{kind}.json"


def dashboard_name(contender: str) -> str:
    """The file of k6's own dashboard, in the folder of report.html, which links it."""
    return f"k6-{contender}.html"


def save(results: Results, file: Path) -> None:
    """Write the file completely or not at all: readers never find half a file, even after Ctrl-C."""
    half = file.with_suffix(".part")
    half.write_text(to_json(results), encoding="utf-8")
    half.replace(file)


def load(file: Path) -> Results:
    return from_json(_text(file))


def read_json(file: Path) -> Any:
    try:
        return json.loads(_text(file))
    except ValueError as error:
        raise BenchError(f"{file} is not a result of bench: {error}.") from None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise BenchError(f"Cannot read {file}: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise BenchError(f"{file} is not a result of bench: it is no text in UTF-8.") from None


def decoded[Kind](kind: type[Kind], document: Any) -> Kind:
    try:
        found: Kind = _decode(kind, document, where="")
    except (TypeError, KeyError, ValueError) as error:
        raise BenchError(f"This result is damaged: {error}.") from None
    return found


def _rounded(value: Any) -> Any:
    """Round to six significant digits: less than any figure's noise, and half the file's size."""
    match value:
        case float():
            return float(f"{value:.6g}")
        case dict():
            return {name: _rounded(member) for name, member in value.items()}
        case list() | tuple():
            return [_rounded(member) for member in value]
        case _:
            return value


def _decode(kind: Any, value: Any, *, where: str) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if is_dataclass(kind) and isinstance(kind, type):
        return _decode_object(kind, value, where=where)
    if origin in (Union, types.UnionType):
        return None if value is None else _decode(next(a for a in arguments if a is not type(None)), value, where=where)
    if origin is Literal:
        return _one_of(arguments, value, where=where)
    if origin is tuple:
        return _decode_tuple(arguments, value, where=where)
    if origin is dict:
        members = _expect(value, Mapping, where=where)
        return {name: _decode(arguments[1], member, where=f"{where}.{name}") for name, member in members.items()}
    return float(_expect(value, (int, float), where=where)) if kind is float else _expect(value, kind, where=where)


def _decode_tuple(arguments: Sequence[Any], value: Any, *, where: str) -> tuple[Any, ...]:
    members = _expect(value, Sequence, where=where)
    kinds = [arguments[0]] * len(members) if arguments[-1] is Ellipsis else arguments
    pairs = enumerate(zip(kinds, members, strict=True))
    return tuple(_decode(kind, member, where=f"{where}[{number}]") for number, (kind, member) in pairs)


def _one_of(choices: Sequence[Any], value: Any, *, where: str) -> Any:
    if value not in choices:
        raise ValueError(f"{where} is {value!r}, not one of {', '.join(map(str, choices))}")
    return value


def _decode_object(kind: type, value: Any, *, where: str) -> Any:
    members, hints = _expect(value, Mapping, where=where), get_type_hints(kind)
    if missing := [f.name for f in fields(kind) if f.name not in members and is_required(f)]:
        raise ValueError(f"{where or 'the document'} has no {', '.join(missing)}")
    there = [f.name for f in fields(kind) if f.name in members]
    return kind(**{name: _decode(hints[name], members[name], where=f"{where}.{name}") for name in there})


def is_required(member: Field[Any]) -> bool:
    """Older results may lack a member with a default."""
    return member.default is MISSING and member.default_factory is MISSING


def _expect(value: Any, kind: Any, *, where: str) -> Any:
    if (
        not isinstance(value, kind)
        or (isinstance(value, bool) and kind is not bool)
        or (kind is Sequence and isinstance(value, str))
    ):
        raise TypeError(f"{where} is {value!r}")
    return value
