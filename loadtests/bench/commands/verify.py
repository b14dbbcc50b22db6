"""`bench verify`: the gates before a run, and the contract's own comparison, without any measurement."""

import argparse
import sys
import time
from collections.abc import Sequence

from bench.commands.chosen import contenders_of, progress, rows_of
from bench.contender.ready import ask_all_the_same, compare_all, ready_contenders
from bench.contender.running import RunningContender, restart
from bench.contenders import ROOT
from bench.environment import process_environment
from bench.errors import BenchError
from bench.processes import Processes, last_lines
from bench.progress import Display
from bench.targets.choice import TARGETS

COMPARE = ROOT / "contract" / "compare.py"
SCENARIOS = ("list", "deep_page", "filter", "search", "sort", "detail")

# The log of the comparison is read once in so many seconds.
LISTEN_S = 0.2


def verify_command(chosen: argparse.Namespace) -> None:
    """Ends with an error at the first gate that does not hold."""
    rows, definitions, display = rows_of(chosen), contenders_of(chosen), progress()
    with (
        Processes() as processes,
        ready_contenders(
            definitions, TARGETS[chosen.target](processes), rows=rows, processes=processes, display=display
        ) as (contenders, data),
    ):
        display.say(f"equal data: {data.rows:_} customers, {data.word}")
        with display.phase("services started"):
            restart(contenders)
        with display.phase("answers compared"):
            ask_all_the_same(contenders, data, seed=1)
            display.say(f"{compare_all(contenders, SCENARIOS)} answers of the measured scenarios are the same")
        with display.phase("contract compared"):
            options = [f"--{name}={getattr(chosen, name)}" for name in ("queries", "walks", "pages")]
            display.say(_compare_by_contract(contenders, options, processes=processes, display=display))


def _compare_by_contract(
    contenders: Sequence[RunningContender], options: Sequence[str], *, processes: Processes, display: Display
) -> str:
    """The contract draws its own queries and walks, and judges them by plain SQL too. Returns its last line."""
    urls = (contender.datastores.admin_url for contender in contenders)
    database = next((url for url in urls if url), None)
    if database is None or not COMPARE.exists():
        return "no contender has a database that the contract's comparison could judge by; left out"
    named = [part for contender in contenders for part in ("--contender", f"{contender.name}={contender.url}")]
    command = [sys.executable, str(COMPARE), *named, "--database", database, *options]
    output = contenders[0].folder / "compare.log"
    output.unlink(missing_ok=True)
    process = processes.start(command, folder=ROOT / "contract", environment=process_environment(), output=output)
    said = ""
    while not processes.ended(process):
        time.sleep(LISTEN_S)
        line = last_lines(output, count=1)
        if line != said and line.startswith("comparing"):
            said = line
            display.say(said)
    code, _ = processes.finish(process)
    if code != 0:
        found = "found differences" if code == 1 else "could not be made"
        raise BenchError(f"The contract's comparison {found}: {last_lines(output, count=3)}. All of it is in {output}.")
    return last_lines(output, count=1)
