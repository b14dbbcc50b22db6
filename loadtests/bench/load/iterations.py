"""A scenario's iterations for the closed loop: the same requests in the same mixture as k6/*.js makes."""

from collections.abc import Mapping, Sequence
from json import dumps

from bench.customers_api import CUSTOMERS
from bench.load.closed_loop import CREATED_ID, NUMBER, Step
from bench.load.scenarios import Scenario

HOT_QUESTIONS = 16  # as in k6/lib/questions.js

type Question = tuple[str, int, int]


def iterations(
    scenario: Scenario, questions: Mapping[str, Sequence[Question]], *, first: int, count: int
) -> list[list[Step]]:
    """`count` iterations from question number `first` on; hot ones ask the last 16 questions over and over."""

    def asked(script: str, number: int) -> list[Step]:
        mine = questions[script]
        if scenario.keys == "hot":
            mine = mine[-HOT_QUESTIONS:]
        return [Step("GET", mine[number % len(mine)][0])]

    def iteration(number: int) -> list[Step]:
        if scenario.script == "write" or (scenario.script == "mixed" and number % 20 == 9):
            return LIFE
        if scenario.script == "mixed":
            return asked("detail" if number % 5 == 4 else "list", number)
        return asked(scenario.script, number)

    return [iteration(number) for number in range(first, first + count)]


_ONE = f"{CUSTOMERS}/{CREATED_ID}"
CREATED = {
    "customer_id": f"bench-busy-{NUMBER}",
    "first_name": "Bench",
    "last_name": "Created",
    "gender": "other",
    "birthday": "1990-05-17",
    "address": {"city_code": "1010", "city": "Wien", "country": "Austria", "street": "Ring", "street_number": "1"},
}
CHANGED = {"last_name": "Changed"}
# Create, read back, update, delete, as in k6/lib/customer_life.js. Nothing stays in the table. All have the same name,
# because optimized keeps each name that it has ever had, and reads all of them for a filter by name.
LIFE = [
    Step("POST", CUSTOMERS, 201, dumps(CREATED)),
    Step("GET", _ONE),
    Step("PATCH", _ONE, 200, dumps(CHANGED | {"relationship": {"points": 7}})),
    Step("DELETE", _ONE, 204),
]
