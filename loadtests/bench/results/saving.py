"""A result is kept, also when the disk is full or somebody has taken the folder away while it was measured."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path


def saved(file: Path, write: Callable[[Path], object]) -> Path:
    """Writes `file`, or one of the same name in a new temporary folder; where it is."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write(file)
    except OSError as error:
        other = Path(tempfile.mkdtemp(prefix="bench-result-")) / file.name
        sys.stderr.write(f"bench: {file} could not be written: {error.strerror}. The result is in {other}.\n")
        write(other)
        return other
    return file
