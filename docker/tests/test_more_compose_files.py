"""Promises of docker-compose.replicas.yml and docker-compose.pooler.yml, which are merged into docker-compose.yml."""

import re
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]


class _Loader(yaml.SafeLoader):
    """Compose's tag `!reset` empties what the first file has."""


_Loader.add_constructor("!reset", lambda *_: None)


def services(name: str) -> dict[str, dict[str, Any]]:
    return dict(yaml.load((ROOT / f"docker-compose.{name}.yml").read_text(), _Loader)["services"])


REPLICAS, POOLER = services("replicas"), services("pooler")
ADDED = [
    (name, service)
    for name, service in (REPLICAS | POOLER).items()
    if name not in yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
]
each_added = pytest.mark.parametrize(("name", "service"), ADDED, ids=[name for name, _ in ADDED])


def test_the_files_add_a_proxy_two_poolers_and_the_role_of_reads() -> None:
    assert {name for name, _ in ADDED} == {"optimized-proxy", "naive-pooler", "optimized-pooler", "optimized-reads"}


@each_added
def test_an_added_container_is_contained_and_limited(name: str, service: dict[str, Any]) -> None:
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"] == service["memswap_limit"]
    assert all("size=" in each for each in service["tmpfs"])
    assert re.fullmatch(r"[a-z0-9/]+:v?\d+\.\d+[\w.-]*", service["image"])
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    assert all(each.endswith(":ro") for each in service["volumes"])


def test_the_proxy_takes_the_port_of_the_replicas() -> None:
    before = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["optimized"]["ports"]
    assert REPLICAS["optimized"] == {"ports": None}
    assert REPLICAS["optimized-proxy"]["ports"] == before


def test_the_proxy_asks_each_replica_and_sends_no_write_twice() -> None:
    lines = [line.strip() for line in (ROOT / "docker" / "haproxy.cfg").read_text().splitlines()]
    assert "retry-on conn-failure" in lines
    assert any(line.startswith("server-template replica ") and line.endswith(" optimized:8000") for line in lines)
    assert any("uri /readyz" in line for line in lines)


@pytest.mark.parametrize("stack", ["naive", "optimized"])
def test_only_the_service_goes_through_its_pooler(stack: str) -> None:
    assert POOLER[stack]["environment"]["POSTGRES_HOST"] == f"{stack}-pooler"
    assert f"{stack}-migrate" not in POOLER
    assert f"host={stack}-database" in (ROOT / "docker" / "pooler" / f"{stack}.ini").read_text()


def test_the_workers_of_optimized_listen_past_the_pooler() -> None:
    assert POOLER["optimized"]["environment"]["POSTGRES_DIRECT_HOST"] == "optimized-database"


def test_the_pooler_shares_sessions_and_has_fewer_than_the_database_gives() -> None:
    parser = ConfigParser(inline_comment_prefixes=None)
    parser.read(ROOT / "docker" / "pooler" / "pooling.ini")
    options = parser["pgbouncer"]
    assert options["pool_mode"] == "transaction"
    assert options.getint("max_prepared_statements") > 0
    # Two roles, and 10 for a migration, a load and superusers.
    assert 2 * options.getint("default_pool_size") + 10 <= 100


def test_the_role_of_reads_has_the_settings_of_the_read_pool() -> None:
    text = (ROOT / "optimized/crm_optimized/infrastructure/read_pool.py").read_text()
    block = text.partition("for setting in (")[2].partition(")")[0]
    settings = dict(re.findall(r'"([a-z_]+)=([A-Za-z0-9]+)"', block))
    script = (ROOT / "docker" / "pooler" / "reads-role.sh").read_text()
    assert len(settings) > 5
    assert dict(re.findall(r"ALTER ROLE crm_reads SET (\w+) = '(\w+)'", script)) == settings
