"""`python -I -m bench.commands.scripted COMMAND…`: a script of `scripts/` alone with the servers, in the clean
environment."""

import signal
import subprocess
import sys
from collections.abc import Sequence

from bench.environment import scripts_environment
from bench.errors import BenchError
from bench.home import alone


def main(command: Sequence[str]) -> int:
    """The command's exit code; 2 if another command uses the servers."""
    try:
        with alone(" ".join(command)):
            return _run(command)
    except BenchError as error:
        sys.stderr.write(f"{command[0]}: {error}\n")
        return 2


def _run(command: Sequence[str]) -> int:
    with subprocess.Popen(command, env=scripts_environment()) as process:
        # A terminal's Ctrl-C reaches both processes. The command ends itself, and then this process ends.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda received, _: process.send_signal(received))
        code = process.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
