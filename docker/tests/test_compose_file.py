"""Promises that docker-compose.yml itself shows; `make test-compose` tests the others with containers."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

FILE = yaml.safe_load((Path(__file__).parents[2] / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
ONCE = {"secrets", "naive-migrate", "optimized-migrate", "tuned-migrate", "k6", "naive-tests", "optimized-tests"}
SERVERS = sorted(SERVICES.keys() - ONCE)
SECRET = re.compile("PASSWORD|SECRET|REDIS_URL|DATABASE_URL")

each_service = pytest.mark.parametrize("name", sorted(SERVICES))
each_server = pytest.mark.parametrize("name", SERVERS)


def test_the_servers_are_two_services_two_databases_and_a_cache() -> None:
    of_profiles = {name for name in SERVERS if SERVICES[name].get("profiles")}
    both = ["naive", "naive-database", "optimized", "optimized-database", "optimized-redis"]
    assert [name for name in SERVERS if name not in of_profiles] == both
    assert of_profiles == {"bolt", "tuned", "tuned-database", "tuned-redis"}


def test_the_profile_ladder_has_all_that_its_services_wait_for() -> None:
    ladder = {name for name, service in SERVICES.items() if service.get("profiles", ["ladder"]) == ["ladder"]}
    assert all(ladder >= SERVICES[name].get("depends_on", {}).keys() for name in ladder)


@each_server
def test_a_server_that_ends_is_started_again(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(ONCE))
def test_a_container_that_runs_once_is_not_started_again(name: str) -> None:
    assert SERVICES[name]["restart"] == "no"


@each_service
def test_memory_is_limited_and_swap_cannot_extend_it(name: str) -> None:
    assert SERVICES[name]["mem_limit"] == SERVICES[name]["memswap_limit"]


@each_service
def test_every_file_system_in_memory_has_a_size(name: str) -> None:
    assert SERVICES[name]["tmpfs"]
    assert all("size=" in each for each in SERVICES[name]["tmpfs"])


@each_service
def test_a_container_has_no_capability_no_new_privilege_and_a_read_only_file_system(name: str) -> None:
    service = SERVICES[name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("cap_add", []) == (["CHOWN"] if name == "secrets" else [])


@each_service
def test_an_image_is_pinned_to_its_minor_or_named_after_the_project(name: str) -> None:
    image = SERVICES[name]["image"]
    if "build" in SERVICES[name] or name.endswith("-migrate"):
        assert image.startswith("${COMPOSE_PROJECT_NAME}-")
    else:
        assert re.fullmatch(r"[a-z0-9/]+:\d+\.\d+(\.\d+)?", image)


def test_the_project_is_named_after_its_folder() -> None:
    assert "name" not in FILE
    assert not any("container_name" in service for service in SERVICES.values())


@pytest.mark.parametrize("name", ["naive-database", "optimized-database", "tuned-database"])
def test_a_database_has_time_for_its_last_checkpoint(name: str) -> None:
    assert int(SERVICES[name]["stop_grace_period"].removesuffix("s")) >= 60


@each_server
def test_health_is_checked_in_the_file_or_in_the_image(name: str) -> None:
    if "build" not in SERVICES[name]:
        assert SERVICES[name]["healthcheck"].keys() == {"test", "interval", "timeout", "retries", "start_period"}
    else:
        dockerfile = Path(__file__).parents[1] / "Dockerfile"
        stage = dockerfile.read_text().partition(f"AS {name}\n")[2].partition("\nFROM")[0]
        assert "HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3" in stage


@each_service
def test_no_secret_is_in_an_environment_or_on_a_command_line(name: str) -> None:
    service = SERVICES[name]
    if name != "secrets":  # this container takes the secrets of .env; it ends first and has no network
        secret = {variable for variable in service.get("environment", {}) if SECRET.search(variable)}
        assert all(variable.endswith("_FILE") or variable == "DJANGO_SECRET_KEY" for variable in secret)
        assert not re.search(r"\$\{?[A-Z_]*(PASSWORD|SECRET)", str(service))
    else:
        assert service["network_mode"] == "none"


@each_service
def test_a_container_mounts_only_its_own_secrets(name: str) -> None:
    mounted = {each.split(":")[0] for each in service_volumes(name) if each.startswith("secrets-")}
    stack = name.partition("-")[0]
    own: dict[str, set[str]] = {
        "secrets": {volume for volume in FILE["volumes"] if volume.startswith("secrets-")},
        "k6": set(),
        "bolt": {"secrets-optimized"},  # on the database and the cache of the optimized service
        f"{stack}-migrate": {f"secrets-{stack}", f"secrets-{stack}-superuser"},
        f"{stack}-tests": {f"secrets-{stack}-superuser"},
    }
    assert mounted == own.get(name, {f"secrets-{name}"})


@each_service
def test_a_container_mounts_its_secrets_read_only_and_waits_for_them(name: str) -> None:
    if name in {"secrets", "k6"}:
        return
    assert all(each.endswith(":ro") for each in service_volumes(name) if each.startswith("secrets-"))
    assert SERVICES[name]["depends_on"]["secrets"]["condition"] == "service_completed_successfully"


@each_service
def test_ports_are_published_only_on_the_loopback_address(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


def service_volumes(name: str) -> list[str]:
    return list(SERVICES[name].get("volumes", []))
