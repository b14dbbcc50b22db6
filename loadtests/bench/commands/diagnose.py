"""`bench diagnose`: on which rung of the ladder a running service stands."""

import argparse
import os
import sys

from bench.commands.chosen import progress, whole_number
from bench.diagnose.dry_run import plan_of
from bench.diagnose.request import DiagnosisRequest
from bench.diagnose.run import diagnose
from bench.errors import BenchError
from bench.report.diagnosis import as_json, print_diagnosis
from bench.report.page.diagnosis import diagnosis_page
from bench.report.streams import Output

# The exit code of a diagnosis that found something.
FOUND = 1


def diagnose_command(chosen: argparse.Namespace) -> int:
    request = request_of(chosen)
    if chosen.dry_run:
        sys.stdout.writelines(f"{line}\n" for line in plan_of(request))
        return 0
    if chosen.html and not os.access(chosen.html.parent, os.W_OK | os.X_OK):
        raise BenchError(f"--html: {chosen.html.parent} is no folder that this program may write to.")
    diagnosis = diagnose(request, progress().say)
    if chosen.html:
        chosen.html.write_text(diagnosis_page(diagnosis, chosen.html.parent.resolve()), encoding="utf-8")
    if chosen.json:
        sys.stdout.write(as_json(diagnosis) + "\n")
    else:
        print_diagnosis(diagnosis, Output())
    return FOUND if diagnosis.findings else 0


def request_of(chosen: argparse.Namespace) -> DiagnosisRequest:
    database = chosen.database or os.environ.get("DATABASE_URL", "")
    if not database:
        raise BenchError("Name the service's PostgreSQL: --database postgresql://…, or the variable DATABASE_URL.")
    return DiagnosisRequest(
        url=chosen.url,
        database=database,
        headers=dict(map(_header, chosen.header)),
        specification=chosen.specification,
        most_requests=whole_number("--requests", chosen.requests, least=10),
        rate_per_s=whole_number("--rate", chosen.rate, least=0),
        time_s=whole_number("--seconds", chosen.seconds, least=1),
    )


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip() or not text.isprintable():
        raise BenchError("--header must be a name, a colon and a value, such as --header 'Authorization: Bearer …'.")
    return name.strip(), value.strip()
