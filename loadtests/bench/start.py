"""The command `bench`. On a system that cannot run it, it says so before it imports anything that is missing there."""

import sys
from collections.abc import Sequence

from bench.environment import start_without_python_variables

MEASURING = ("aa", "curve", "floors", "ladder", "run", "services", "verify")
SYSTEMS = {"darwin": "macOS", "win32": "Windows"}


def main(arguments: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    if reason := refusal(given, sys.platform):
        sys.stderr.write(f"bench: {reason}\n")
        return 2
    if arguments is None and sys.platform == "linux":
        start_without_python_variables()
    from bench.cli import main as run  # noqa: PLC0415

    return run(given)


def refusal(given: Sequence[str], platform: str) -> str | None:
    """The reason why this command cannot work on this system; None if it can."""
    if platform == "linux":
        return None
    system = SYSTEMS.get(platform, platform)
    if platform == "win32":
        return "This program does not run on Windows itself. Run it in WSL 2, which is Linux."
    if not any(command in given for command in MEASURING) or _in_containers(given):
        return None
    return (
        f"Services of this machine are measured through Linux's /proc, and this is {system}. Measure them in "
        "containers: `docker compose up --build --wait`, then `make bench TARGET=compose`."
    )


def _in_containers(given: Sequence[str]) -> bool:
    pairs = zip(given, [*given[1:], ""], strict=True)
    return any(one == "--target=compose" or (one, other) == ("--target", "compose") for one, other in pairs)


if __name__ == "__main__":
    sys.exit(main())
