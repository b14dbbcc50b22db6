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
    received: list[int] = []
    processes: list[subprocess.Popen[bytes]] = []

    def pass_on(number: int, _: object) -> None:
        received.append(number)
        for process in processes:
            process.send_signal(number)

    # Before the command starts, so that no signal is missed; a new program does not inherit functions as handlers. A
    # terminal's Ctrl-C reaches both processes: the command ends itself, and then this process ends.
    signal.signal(signal.SIGINT, lambda _number, _frame: None)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, pass_on)
    with subprocess.Popen(command, env=scripts_environment()) as process:
        processes.append(process)
        for missed in received:
            process.send_signal(missed)
        code = process.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
