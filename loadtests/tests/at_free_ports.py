"""Contenders that do not meet those of a developer who is measuring."""

import re
from pathlib import Path

from bench.targets.server import free_port


def at_free_ports(file: Path, folder: Path) -> Path:
    """A copy of the file in the folder, with other ports."""
    copy = folder / file.name
    copy.write_text(re.sub(r"^port = \d+", lambda _: f"port = {free_port()}", file.read_text(), flags=re.MULTILINE))
    return copy
