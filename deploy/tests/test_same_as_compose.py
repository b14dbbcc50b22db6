"""A container in Kubernetes has the settings that it has in docker-compose.yml. Each test reads both."""

import re
from typing import Any

import pytest
from compose import compose_services, image_check, memory_file_systems, quantity, seconds
from manifests import ROOT, SERVICES, Manifest, environment_of, manifests, one, pod_of

COMPOSE = compose_services()
# Manifest to its container in Compose. The cache is Valkey here and Redis there; both take the same options.
WORKLOADS = [
    ("naive", "Deployment", "naive", "naive"),
    ("naive", "Job", "naive-migrate", "naive-migrate"),
    ("optimized", "Deployment", "optimized", "optimized"),
    ("optimized", "Job", "optimized-migrate", "optimized-migrate"),
    ("optimized", "StatefulSet", "optimized-redis", "optimized-redis"),
]
# Behind a pooler, the optimized service has another role for reads.
ONLY_HERE = {"POSTGRES_DIRECT_HOST", "POSTGRES_READ_USER", "POSTGRES_READ_PASSWORD_FILE"}
# CloudNativePG gives the migration no superuser, and it goes past the pooler.
MIGRATION = {"SUPERUSER_URL_FILE", "POSTGRES_HOST"}

each_workload = pytest.mark.parametrize(("overlay", "kind", "name", "service"), WORKLOADS)
each_service = pytest.mark.parametrize("service", SERVICES)


def containers(overlay: str, kind: str, name: str) -> list[Manifest]:
    pod = pod_of(one(overlay, kind, name))
    return [*pod.get("initContainers", []), *pod["containers"]]


def test_every_workload_has_its_container_in_compose_except_seeding() -> None:
    kinds = {"Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod", "ReplicaSet"}
    written = {
        (overlay, each["kind"], each["metadata"]["name"])
        for overlay in SERVICES
        for each in manifests(overlay)
        if each["kind"] in kinds
    }
    assert written - {workload[:3] for workload in WORKLOADS} == {
        (service, "Job", f"{service}-seed") for service in SERVICES
    }


@each_workload
def test_the_environment_is_the_same(overlay: str, kind: str, name: str, service: str) -> None:
    expected = COMPOSE[service].get("environment", {})
    apart = ONLY_HERE | (MIGRATION if kind == "Job" else set())
    for container in containers(overlay, kind, name):
        found = environment_of(overlay, container)
        assert without(found, apart) == without({key: str(value) for key, value in expected.items()}, apart)


@each_workload
def test_the_command_is_the_same(overlay: str, kind: str, name: str, service: str) -> None:
    [container] = pod_of(one(overlay, kind, name))["containers"]
    expected = COMPOSE[service].get("command")
    if expected and kind == "StatefulSet":
        expected = [each.replace("redis-server", "valkey-server") for each in expected]
    assert (container.get("command"), container.get("args")) == (expected, None)


@each_workload
def test_processors_and_memory_have_the_same_limits(overlay: str, kind: str, name: str, service: str) -> None:
    expected = {"cpu": str(COMPOSE[service]["cpus"]), "memory": quantity(COMPOSE[service]["mem_limit"])}
    for container in containers(overlay, kind, name):
        assert container["resources"]["limits"] == expected


@each_workload
def test_a_container_has_no_capability_no_new_privilege_and_a_read_only_file_system(
    overlay: str, kind: str, name: str, service: str
) -> None:
    assert (COMPOSE[service]["read_only"], COMPOSE[service]["cap_drop"]) == (True, ["ALL"])
    assert COMPOSE[service]["security_opt"] == ["no-new-privileges:true"]
    for container in containers(overlay, kind, name):
        assert container["securityContext"] == {
            "readOnlyRootFilesystem": True,
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
        }


@each_workload
def test_the_user_is_the_same(overlay: str, kind: str, name: str, service: str) -> None:
    in_image = re.findall(r"^USER (\S+)$", (ROOT / "docker" / "Dockerfile").read_text(), re.MULTILINE)[-1]
    user = COMPOSE[service].get("user", in_image)
    context = pod_of(one(overlay, kind, name))["securityContext"]
    assert f"{context['runAsUser']}:{context['runAsGroup']}" == user
    assert context["runAsNonRoot"] is True


@each_workload
def test_file_systems_in_memory_have_the_same_sizes(overlay: str, kind: str, name: str, service: str) -> None:
    pod = pod_of(one(overlay, kind, name))
    sizes = {each["name"]: each["emptyDir"]["sizeLimit"] for each in pod["volumes"] if "emptyDir" in each}
    assert all(each["emptyDir"]["medium"] == "Memory" for each in pod["volumes"] if "emptyDir" in each)
    for container in containers(overlay, kind, name):
        found = {each["mountPath"]: sizes[each["name"]] for each in container["volumeMounts"] if each["name"] in sizes}
        assert found == memory_file_systems(COMPOSE[service])


@pytest.mark.parametrize(("overlay", "kind", "name", "service"), [each for each in WORKLOADS if each[1] != "Job"])
def test_a_server_gets_the_same_time_to_stop(overlay: str, kind: str, name: str, service: str) -> None:
    pod = pod_of(one(overlay, kind, name))
    waits = pod["containers"][0].get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
    assert pod["terminationGracePeriodSeconds"] - waits == seconds(COMPOSE[service]["stop_grace_period"])


@each_service
def test_the_probes_have_the_times_the_port_and_the_path_of_the_image_s_check(service: str) -> None:
    expected = image_check(service)
    [container] = pod_of(one(service, "Deployment", service))["containers"]
    asked = re.search(r"GET (\S+) ", (ROOT / "docker" / "healthy.py").read_text())
    assert asked
    assert container["readinessProbe"]["httpGet"]["path"] == asked[1]
    for name in ("startupProbe", "readinessProbe", "livenessProbe"):
        probe = container[name]
        assert probe["httpGet"]["port"] == expected["port"]
        assert (probe["periodSeconds"], probe["timeoutSeconds"]) == (expected["interval"], expected["timeout"])
    assert container["readinessProbe"]["failureThreshold"] == expected["retries"]
    start = container["startupProbe"]
    assert start["failureThreshold"] * start["periodSeconds"] == expected["start-period"]


@each_service
def test_a_service_has_the_port_of_compose(service: str) -> None:
    inside = COMPOSE[service]["ports"][0].rpartition(":")[2]
    [container] = pod_of(one(service, "Deployment", service))["containers"]
    assert [each["containerPort"] for each in container["ports"]] == [int(inside)]
    assert [each["port"] for each in one(service, "Service", service)["spec"]["ports"]] == [int(inside)]


def test_the_probes_of_the_cache_are_the_check_of_compose() -> None:
    check = COMPOSE["optimized-redis"]["healthcheck"]
    [container] = pod_of(one("optimized", "StatefulSet", "optimized-redis"))["containers"]
    command = check["test"][1].replace("$$", "$").replace("redis-cli", "valkey-cli")
    for name in ("startupProbe", "readinessProbe", "livenessProbe"):
        probe = container[name]
        assert probe["exec"]["command"] == ["sh", "-c", command]
        assert (probe["periodSeconds"], probe["timeoutSeconds"]) == (
            seconds(check["interval"]),
            seconds(check["timeout"]),
        )
    assert container["readinessProbe"]["failureThreshold"] == check["retries"]


@each_service
def test_postgresql_has_the_settings_of_compose(service: str) -> None:
    in_compose = COMPOSE[f"{service}-database"]
    expected = dict(each.removeprefix("-c").split("=") for each in in_compose["command"] if each.startswith("-c"))
    # The operator sets it, because a parameter of pg_stat_statements is there.
    assert expected.pop("shared_preload_libraries") == "pg_stat_statements"
    cluster = one(service, "Cluster", f"{service}-postgres")["spec"]
    assert cluster["postgresql"]["parameters"] == expected
    assert cluster["resources"]["limits"] == {"cpu": in_compose["cpus"], "memory": quantity(in_compose["mem_limit"])}
    assert cluster["ephemeralVolumesSizeLimit"] == {"shm": quantity(in_compose["shm_size"])}
    assert cluster["stopDelay"] == seconds(in_compose["stop_grace_period"])
    version = in_compose["image"].rpartition(":")[2]
    assert cluster["imageName"].rpartition(":")[2].split("-")[0] == version


@each_service
def test_the_database_has_the_names_and_the_locale_of_compose(service: str) -> None:
    initdb = one(service, "Cluster", f"{service}-postgres")["spec"]["bootstrap"]["initdb"]
    environment = COMPOSE[service]["environment"]
    assert (initdb["database"], initdb["owner"]) == (environment["POSTGRES_DB"], environment["POSTGRES_USER"])
    flags = COMPOSE[f"{service}-database"]["environment"]["POSTGRES_INITDB_ARGS"]
    assert flags == f"--locale-provider={initdb['localeProvider']} --locale={initdb['builtinLocale']}"


def test_load_has_the_settings_of_compose() -> None:
    compose = COMPOSE["k6"]
    run = one("load", "TestRun", "load")["spec"]
    assert run["runner"]["image"] == compose["image"]
    assert run["runner"]["resources"]["limits"]["memory"] == quantity(compose["mem_limit"])
    assert run["arguments"] == f"--env BASE_URL={compose['environment']['BASE_URL']}"
    assert {each["name"]: each["value"] for each in run["runner"]["env"]} == {
        name: compose["environment"][name] for name in ("K6_NO_USAGE_REPORT",)
    }
    assert {each["name"]: each["emptyDir"]["sizeLimit"] for each in run["runner"]["volumes"] if "emptyDir" in each} == {
        "tmp": memory_file_systems(compose)["/tmp"]
    }
    assert run["runner"]["containerSecurityContext"] == {
        "readOnlyRootFilesystem": compose["read_only"],
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": compose["cap_drop"]},
    }


def without(settings: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if name not in names}
