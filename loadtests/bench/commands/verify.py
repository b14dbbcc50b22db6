"""`bench verify`: the gates before a run, and the contract's own comparison, without measuring anything."""

import sys
import time
from collections.abc import Sequence

from bench.contender.ready import ask_everybody_the_same, compare_all, entered
from bench.contender.running import Entrant, restart
from bench.contenders import ROOT, Contender
from bench.environment import process_environment
from bench.errors import BenchError
from bench.load.modes import MODES
from bench.processes import Processes, last_lines
from bench.progress import Display
from bench.targets.choice import TARGETS

COMPARE = ROOT / "contract" / "compare.py"
LISTEN_S = 0.2


def verify(
    contenders: Sequence[Contender], rows: int | None, target: str, display: Display, comparison: Sequence[str]
) -> None:
    """`comparison`: options for contract/compare.py. Ends with an error at the first gate that does not hold."""
    with (
        Processes() as processes,
        entered(contenders, rows, TARGETS[target](processes), processes, display) as (entrants, data),
    ):
        display.say(f"equal data: {data.rows:_} customers, {data.word}")
        with display.phase("services started"):
            restart(entrants)
        with display.phase("answers compared"):
            ask_everybody_the_same(entrants, data, seed=1, count=MODES["quick"].questions)
            compared = compare_all(entrants, ("list", "deep_page", "filter", "search", "sort", "detail"))
            display.say(f"{compared} answers of the measured scenarios are the same")
        with display.phase("contract compared"):
            display.say(_compare_by_contract(entrants, processes, display, comparison))


def _compare_by_contract(
    entrants: Sequence[Entrant], processes: Processes, display: Display, options: Sequence[str]
) -> str:
    """The contract draws its own queries and walks, and judges them by plain SQL as well."""
    database = next((entrant.backing.admin_url for entrant in entrants if entrant.backing.admin_url), None)
    if database is None or not COMPARE.exists():
        return "no contender has a database that the contract's comparison could judge by; left out"
    named = [part for entrant in entrants for part in ("--contender", f"{entrant.name}={entrant.url}")]
    command = [sys.executable, str(COMPARE), *named, "--database", database, *options]
    output = entrants[0].folder / "compare.log"
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
