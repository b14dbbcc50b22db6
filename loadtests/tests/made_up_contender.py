"""A contender for tests: without a service, or with one that a test starts."""

from pathlib import Path
from typing import Any

from bench.contender.running import RunningContender
from bench.contenders import Contender
from bench.processes import Processes
from bench.readings.statements import Statements
from bench.targets.datastores import Datastores
from bench.targets.local import LocalTarget


def made_up_definition(name: str = "one", **fields: Any) -> Contender:
    usual: dict[str, Any] = {"name": name, "title": name, "folder": Path(), "start": "true", "port": 1}
    return Contender(**usual | fields)


def made_up_contender(name: str = "one", *, folder: Path = Path(), **fields: Any) -> RunningContender:
    usual: dict[str, Any] = {
        "target": LocalTarget(Processes()),
        "definition": made_up_definition(name, folder=folder, needs=()),
        "datastores": Datastores({}),
        "statements": Statements(None),
        "folder": folder,
        "questions": {},
    }
    return RunningContender(**usual | fields)
