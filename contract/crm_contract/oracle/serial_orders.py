"""The allowed outcomes of two writes at the same moment: those of one write after the other, in either order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from crm_contract.oracle.bodies import read_body
from crm_contract.oracle.customers import Customer, Json, as_json

# In a state, the name of the customer that both writes change. A customer that a write created has that write's name.
ROW = "row"

# Members that only the service decides.
NOT_WRITTEN = ("id", "created", "last_updated")

type State = Mapping[str, Customer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    name: str
    method: str
    body: Json = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that clients see, without the members that only the service decides."""

    # By the name of the write.
    statuses: Mapping[str, int]
    # By the name of the write, if it was answered with a customer.
    answers: Mapping[str, Json]
    state: Mapping[str, Json]


def outcome(state: State, *writes: Write) -> Outcome:
    """Return the outcome of these writes in this order."""
    statuses: dict[str, int] = {}
    answers: dict[str, Json] = {}
    for write in writes:
        statuses[write.name], state, customer = _applied(state, write)
        if customer:
            answers[write.name] = written(as_json(customer))
    return Outcome(statuses, answers, {name: written(as_json(customer)) for name, customer in state.items()})


def written(document: Json) -> Json:
    return {name: value for name, value in document.items() if name not in NOT_WRITTEN}


def _applied(state: State, write: Write) -> tuple[int, State, Customer | None]:
    creates = write.method == "POST"
    there = None if creates else state.get(ROW)
    if there is None and not creates:
        return 404, state, None
    others = {name: customer for name, customer in state.items() if creates or name != ROW}
    if write.method == "DELETE":
        return 204, others, None
    fields, errors = read_body(write.body, merge_into=there if write.method == "PATCH" else None)
    if errors or any(other.customer_id == fields["customer_id"] for other in others.values()):
        return 400, state, None
    customer = _customer(fields)
    return (201 if creates else 200), {**state, write.name if creates else ROW: customer}, customer


def _customer(fields: Mapping[str, Any]) -> Customer:
    never = datetime(1, 1, 1, tzinfo=UTC)
    return Customer(id=0, created=never, last_updated=never, **fields)
