"""Clients that are generated from the service's own specification and from openapi.yaml are complete and work."""

import importlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints
from urllib.parse import parse_qs, urlsplit

import pytest
from crm_contract.oracle.customers import Json
from crm_contract.sample_data.customers import Create, new_customer, unique, whole_customer
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient
from crm_contract.service_under_test.specification import document as contract

DOCUMENTS = ["the service's own", "openapi.yaml"]


@dataclass(frozen=True, slots=True)
class Generated:
    """The modules of the operations by method, and by whether they are about one customer."""

    client: Any
    modules: Mapping[tuple[str, bool], Any]

    def ask(self, method: str, *arguments: Any, body: Json = None, **parameters: Any) -> Any:
        ask = self.modules[method, bool(arguments)].sync_detailed
        if body is not None:
            hint = get_type_hints(ask)["body"]
            model = next(kind for kind in (*get_args(hint), hint) if hasattr(kind, "from_dict"))
            parameters["body"] = model.from_dict(body)
        return ask(*arguments, client=self.client, **parameters)


@pytest.fixture(scope="module", params=DOCUMENTS)
def generated(
    request: pytest.FixtureRequest, api: CheckedClient, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Generated]:
    document = contract() if request.param == "openapi.yaml" else api.get("/api/openapi.json").json()
    folder, name = tmp_path_factory.mktemp("generated"), "client_" + unique()
    generate(document, folder, name)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        client = importlib.import_module(name).Client(
            base_url=str(api.base_url).rstrip("/"), httpx_args={"trust_env": False}, raise_on_unexpected_status=True
        )
        modules = {
            (method, "{" in path): importlib.import_module(f"{name}.api.{operation['tags'][0]}.{snake_case(operation)}")
            for path, operations in document["paths"].items()
            if path.startswith(CUSTOMERS)
            for method, operation in operations.items()
            if method in ("get", "post", "put", "patch", "delete")
        }
    with client:
        yield Generated(client, modules)


def generate(document: Mapping[str, Any], folder: Path, name: str) -> None:
    """Generate a client. A warning means that an operation or a model is missing, so it is an error."""
    (folder / "openapi.json").write_text(json.dumps(document))
    (folder / "config.yaml").write_text("post_hooks: []\n")
    options = ["--path", "openapi.json", "--config", "config.yaml", "--output-path", name, "--meta", "none"]
    command = [str(Path(sys.executable).parent / "openapi-python-client"), "generate", "--fail-on-warning", *options]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "WARNING" not in run.stdout + run.stderr


def snake_case(operation: Mapping[str, Any]) -> str:
    return re.sub("([A-Z])", r"_\1", operation["operationId"]).lower()


def test_every_operation_is_generated(generated: Generated) -> None:
    assert generated.modules.keys() == {
        ("get", False),
        ("post", False),
        *((method, True) for method in ("get", "put", "patch", "delete")),
    }


def test_a_customer_lives_through_a_generated_client(generated: Generated, api: CheckedClient) -> None:
    body = whole_customer()
    created = generated.ask("post", body=body)
    assert (created.status_code, created.parsed.customer_id) == (201, body["customer_id"])
    identity = created.parsed.id
    try:
        assert created.parsed.created.utcoffset().total_seconds() == 0
        assert generated.ask("get", identity).parsed == created.parsed
        replaced = generated.ask("put", identity, body=new_customer(customer_id=body["customer_id"])).parsed
        assert (replaced.address, replaced.phone_number, replaced.relationship.points) == (None, None, 0)
    finally:
        gone = generated.ask("delete", identity)
    assert (gone.status_code, gone.content) == (204, b"")
    problem = generated.ask("get", identity).parsed
    assert (problem.status, problem.title) == (404, "Not Found")
    assert generated.ask("delete", identity).parsed.status == 404


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"last_name": "Byron"}, {"last_name": "Byron"}),
        ({"address": {"street": None}}, {"address": {"street": None}}),
        ({"relationship": {"last_activity": None}}, {"relationship": {"last_activity": None}}),
        ({"relationship": {"points": 0}, "phone_number": None}, {"relationship": {"points": 0}, "phone_number": None}),
        ({}, {}),
    ],
    ids=str,
)
def test_a_generated_client_changes_only_the_members_it_was_given(
    generated: Generated, api: CheckedClient, create: Create, change: Json, expected: Json
) -> None:
    """A client would send a default in the schema of a PATCH, and the service would write it."""
    before = create(**whole_customer())
    assert generated.ask("patch", before["id"], body=change).status_code == 200
    after = api.customer(before["id"]).json()
    assert after.pop("last_updated") > before.pop("last_updated")
    for name, value in expected.items():
        before[name] = before[name] | value if isinstance(value, dict) else value
    assert after == before


def test_a_generated_client_turns_the_pages_of_a_list(
    generated: Generated, create: Create, token: str, paging: str
) -> None:
    identities = [create(customer_id=f"{token}-{number}")["id"] for number in range(5)]
    turn: Mapping[str, Callable[[str], Any]] = {"page": int, "cursor": str}
    found: list[int] = []
    position: dict[str, Any] = {}
    while True:
        page = generated.ask("get", customer_id=token, page_size=2, **position).parsed
        found += [customer.id for customer in page.results]
        if not page.next_:
            break
        position = {paging: turn[paging](parse_qs(urlsplit(page.next_).query)[paging][0])}
    assert found == identities[::-1]


def test_a_generated_client_reads_an_error_as_a_problem(generated: Generated) -> None:
    refused = generated.ask("get", page_size=0, first_name="x" * 101)
    assert refused.status_code == 400
    assert [error.field for error in refused.parsed.errors] == ["first_name", "page_size"]
    refused = generated.ask("post", body=new_customer(first_name=""))
    assert (refused.status_code, [error.field for error in refused.parsed.errors]) == (400, ["first_name"])
