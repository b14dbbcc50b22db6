"""The command `bench`."""

import argparse
import errno
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext

from bench.arguments import command_line
from bench.commands.aa import aa_command
from bench.commands.chosen import command_line_of
from bench.commands.compare import compare_command
from bench.commands.curve import curve_command
from bench.commands.diagnose import diagnose_command
from bench.commands.floors import floors_command
from bench.commands.ladder import ladder_command
from bench.commands.publish import publish_command
from bench.commands.questions import questions_command
from bench.commands.report import report_command
from bench.commands.run import run_command
from bench.commands.scale import scale_command
from bench.commands.services import services_command
from bench.commands.verify import verify_command
from bench.environment import without_libpq_variables
from bench.errors import BenchError
from bench.home import alone
from bench.processes import politely_killed_is_interrupted
from bench.report.streams import CLOSED, printable_everywhere

# A command may return an exit code.
COMMANDS: Mapping[str, Callable[[argparse.Namespace], int | None]] = {
    "run": run_command,
    "aa": aa_command,
    "curve": curve_command,
    "ladder": ladder_command,
    "compare": compare_command,
    "verify": verify_command,
    "services": services_command,
    "terms": questions_command,
    "report": report_command,
    "publish": publish_command,
    "floors": floors_command,
    "scale": scale_command,
    "diagnose": diagnose_command,
}

# These use the servers and their data, one command at a time. The others read results, or ask a service that runs.
ALONE = ("run", "aa", "curve", "ladder", "verify", "services", "floors")

# Errors of the file system that the user can mend.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES)

# The exit code with which a shell reports a program that Ctrl-C ended.
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    printable_everywhere()
    try:
        return _command(list(sys.argv[1:] if arguments is None else arguments))
    except BenchError as error:
        sys.stderr.write(f"bench: {error}\n")
        return 2
    except BrokenPipeError:
        return CLOSED
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        file = error.filename or "A file"
        sys.stderr.write(f"bench: {file} cannot be written: {error.strerror}. Make room for it.\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("\nbench: stopped, without a whole result; every process that it started is gone.\n")
        return INTERRUPTED


def _command(given: list[str]) -> int:
    try:
        chosen = command_line().parse_args(given)
        chosen.given = given
        politely_killed_is_interrupted()
        with without_libpq_variables(), alone(command_line_of(chosen)) if chosen.command in ALONE else nullcontext():
            code = COMMANDS[chosen.command](chosen)
    except SystemExit:  # --help, or an option that does not exist
        sys.stdout.flush()
        raise
    sys.stdout.flush()  # Here the command can still report that its output did not arrive.
    return code or 0


if __name__ == "__main__":
    sys.exit(main())
