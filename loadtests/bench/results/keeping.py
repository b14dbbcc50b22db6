"""Results go to their file before anything else happens: before servers are stopped, and before tables and charts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.progress import Display
from bench.results.files import file_name, save
from bench.results.run import Results


def keep(results: Results, media: Path | None) -> None:
    """The command saves them once more in the end, and says it when that is not possible."""
    if media is not None:
        with suppress(OSError):
            _save(results, media / "results" / file_name(results))


@contextmanager
def partly_kept(so_far: Callable[[], Results | None], media: Path | None, display: Display) -> Iterator[None]:
    """If what is measured in the block ends with an error or Ctrl-C, what was finished goes to `….partial.json`, which
    `bench report FILE` reads and no other command takes for a result."""
    try:
        yield
    except BaseException:
        results = so_far()
        if results is not None and media is not None:
            with suppress(OSError):
                file = media / "results" / file_name(results).replace(".json", ".partial.json")
                _save(results, file)
                display.say(f"what was measured until then is in {file}")
        raise


def _save(results: Results, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    save(results, file)
