"""The file of questions that k6 reads for one contender; the variable TERMS names it."""

import json
from collections.abc import Callable, Container, Mapping, Sequence
from pathlib import Path

from bench.customers_api import PAGE_ROWS
from bench.http_client import Client
from bench.questions.pagination import Known, Pages, page_paths
from bench.questions.sample import Question, Sample


def write_questions(file: Path, questions: dict[str, list[Question]]) -> None:
    file.write_text(
        json.dumps({"note": "made by bench terms", "questions": questions}, ensure_ascii=False), encoding="utf-8"
    )


def contenders_questions(
    sample: Sample,
    client: Client,
    *,
    page_parameter: str,
    kept_deep_pages: Path | None = None,
    known: Known | None = None,
    without: Container[str] = (),
) -> dict[str, list[Question]]:
    """The sample as this contender's own paths, by scenario. Question i asks every contender for the same rows.
    `known`: as for `page_paths`. `without`: scenarios that nobody asks, because a walk to their pages takes long."""

    def paths(pages: Pages, kept: Path | None = None) -> list[Question]:
        found = page_paths(client, pages, page_parameter=page_parameter, kept=kept, known=known)
        return [(path, PAGE_ROWS, PAGE_ROWS) for path in found]

    def sort() -> list[Question]:
        orderings = [paths(pages) for pages in sample.sorted_pages]
        return [question for same_depth in zip(*orderings, strict=True) for question in same_depth]

    questions: Mapping[str, Callable[[], Sequence[Question]]] = {
        "list": lambda: sample.shuffled(paths(sample.first_pages)),
        "deep_page": lambda: sample.shuffled(paths(sample.deep_pages, kept_deep_pages)),
        "filter": lambda: sample.filters,
        "search": lambda: sample.searches,
        "sort": sort,
        "detail": lambda: sample.details,
    }
    return {name: list(of_it()) for name, of_it in questions.items() if name not in without}
