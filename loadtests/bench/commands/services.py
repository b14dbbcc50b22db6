"""`bench services`: start or stop the contenders' PostgreSQL and Valkey."""

import argparse
import shlex
import sys
from collections.abc import Callable, Sequence

from bench.analysis.noise_floor import against_itself
from bench.commands.chosen import contenders_of, progress
from bench.contender.ready import stop_all
from bench.contenders import Contender
from bench.home import home
from bench.targets.datastores import bring_up, stop_local
from bench.targets.local_files import write_environment


def services_command(chosen: argparse.Namespace) -> None:
    contenders = contenders_of(chosen)
    if chosen.what == "down":
        _stop(contenders)
    else:
        _start(contenders)


def _stop(contenders: Sequence[Contender]) -> None:
    for contender in contenders:
        stop_local(against_itself(contender, contender.port))  # A `bench aa` that was killed left servers running.


def _start(contenders: Sequence[Contender]) -> None:
    for contender in contenders:
        stops: list[Callable[[], None]] = []
        file = home() / f"{contender.name}.env"
        try:
            write_environment(file, bring_up(contender, stops).variables.items())
        except BaseException:
            stop_all(stops, progress())
            raise
        sys.stdout.write(
            f"{contender.name}: {'started' if stops else 'runs'}; set -a; . {shlex.quote(str(file))}; set +a\n"
        )
