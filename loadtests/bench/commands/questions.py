"""`bench terms`: the questions of every scenario for k6 by hand, sampled from a running service."""

import argparse
import shlex
import sys
from pathlib import Path

from bench.commands.chosen import contender_of, whole_number
from bench.contenders import Contender
from bench.customers_api import CUSTOMERS, STEP_ROWS
from bench.home import home
from bench.http_client import Client
from bench.questions.files import contenders_questions, write_questions
from bench.questions.sample import sample


def questions_command(chosen: argparse.Namespace) -> None:
    contender = contender_of(chosen)
    base_url = chosen.base_url or contender.url
    output = chosen.output or home() / f"{contender.name}.terms.json"
    sample_questions(contender, base_url, output=output, seed=whole_number("--seed", chosen.seed, least=0))
    command = ["k6", "run", "-e", f"BASE_URL={base_url}", "-e", f"TERMS={output}", "loadtests/k6/list.js"]
    sys.stdout.write(f"{shlex.join(command)}\n")


def sample_questions(contender: Contender, base_url: str, *, output: Path, seed: int) -> None:
    """Contenders with equal data get equal questions, because the seed and the sampled rows are equal."""
    with Client(base_url) as client:
        sampled = sample(client, rows=_rows(client), seed=seed)
        questions = contenders_questions(sampled, client, page_parameter=contender.page_parameter)
    output.parent.mkdir(parents=True, exist_ok=True)
    write_questions(output, questions)


def _rows(client: Client) -> int:
    """About the number of customers: ids ascend in the order of seeding, and the newest are among the last."""
    newest = client.json(f"{CUSTOMERS}?page_size={STEP_ROWS}")["results"]
    return max((int(customer["id"]) for customer in newest), default=0)
