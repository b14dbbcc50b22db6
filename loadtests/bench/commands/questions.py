"""`bench terms`: the questions of every scenario for k6 by hand, sampled from a running service."""

from pathlib import Path

from bench.contenders import Contender
from bench.customers_api import CUSTOMERS, STEP_ROWS
from bench.http_client import Client
from bench.questions.files import contenders_questions, write_terms
from bench.questions.sample import sample

QUESTIONS = 480


def make_terms(contender: Contender, base_url: str, output: Path, *, seed: int) -> None:
    """Every contender with equal data gets equal questions, because the seed and the sampled rows are equal."""
    with Client(base_url) as client:
        drawn = sample(client, rows=_rows(client), seed=seed, count=QUESTIONS)
        questions = contenders_questions(drawn, client, page_parameter=contender.page_parameter)
    output.parent.mkdir(parents=True, exist_ok=True)
    write_terms(output, questions)


def _rows(client: Client) -> int:
    """About how many: ids are given out in the order of seeding, and the newest customers are among the last ones."""
    newest = client.json(f"{CUSTOMERS}?page_size={STEP_ROWS}")["results"]
    return max((int(customer["id"]) for customer in newest), default=0)
