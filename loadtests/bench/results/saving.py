"""Save results before anything else happens: before servers are stopped, and before tables and charts are made."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.progress import Display
from bench.results.files import file_name, save
from bench.results.run import Results


def saved(file: Path, write: Callable[[Path], object]) -> Path:
    """Write the file and return its path. If that fails (a full disk, or a folder that was deleted meanwhile), write a
    file of the same name in a new temporary folder."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write(file)
    except OSError as error:
        other = Path(tempfile.mkdtemp(prefix="bench-result-")) / file.name
        sys.stderr.write(f"bench: {file} could not be written: {error.strerror}. The result is in {other}.\n")
        write(other)
        return other
    return file


def save_results(results: Results, media: Path) -> Path:
    """`media/results/<time>-<commit>.json`."""
    return saved(media / "results" / file_name(results), lambda file: save(results, file))


@contextmanager
def partly_saved(so_far: Callable[[], Results | None], media: Path, *, display: Display) -> Iterator[None]:
    """If the block ends with an error or Ctrl-C, save the results so far as `….partial.json`. `bench report FILE` reads
    that file, and no other command takes it for a result."""
    try:
        yield
    except BaseException:
        results = so_far()
        if results is not None:
            partial = media / "results" / file_name(results).replace(".json", ".partial.json")
            with suppress(OSError):
                file = saved(partial, lambda file: save(results, file))
                display.say(f"what was measured until then is in {file}")
        raise
