"""The manifests fit together: names, labels, connections, secrets and scripts."""

import re
from configparser import ConfigParser
from itertools import chain

import pytest
import yaml
from manifests import KUBERNETES, ROOT, SERVICES, Manifest, environment_of, manifests, one, pod_of

SCRIPTS = ROOT / "loadtests" / "k6"
# Connections of a worker: the pools of reads and writes in the optimized service. The naive one has one pool.
CONNECTIONS_OF_A_WORKER = {"naive": 4, "optimized": 8}
# PostgreSQL keeps 3 for superusers; a migration, a load with its 4 workers and the operator need the others.
SPARE_CONNECTIONS = 10

each_service = pytest.mark.parametrize("service", SERVICES)


def parameters(service: str) -> dict[str, int]:
    pooler = one(service, "Pooler", f"{service}-database")["spec"]["pgbouncer"]
    return {name: int(value) for name, value in pooler["parameters"].items()}


@each_service
def test_the_pooler_gives_the_database_fewer_connections_than_it_takes(service: str) -> None:
    pooler = one(service, "Pooler", f"{service}-database")["spec"]
    cluster = one(service, "Cluster", f"{service}-postgres")["spec"]
    roles = 1 + len(cluster.get("managed", {}).get("roles", []))
    given = pooler["instances"] * roles * parameters(service)["default_pool_size"]
    assert given + SPARE_CONNECTIONS <= int(cluster["postgresql"]["parameters"]["max_connections"])


@each_service
def test_one_pooler_alone_takes_the_connections_of_all_replicas(service: str) -> None:
    replicas = one(service, "HorizontalPodAutoscaler", service)["spec"]["maxReplicas"]
    [container] = pod_of(one(service, "Deployment", service))["containers"]
    workers = int(environment_of(service, container)["WEB_CONCURRENCY"])
    assert replicas * workers * CONNECTIONS_OF_A_WORKER[service] <= parameters(service)["max_client_conn"]


@each_service
def test_the_pooler_shares_sessions_and_keeps_prepared_statements(service: str) -> None:
    pooler = one(service, "Pooler", f"{service}-database")["spec"]
    assert (pooler["type"], pooler["pgbouncer"]["poolMode"]) == ("rw", "transaction")
    assert parameters(service)["max_prepared_statements"] > 0


@each_service
def test_the_pooler_has_the_settings_of_the_one_in_compose(service: str) -> None:
    parser = ConfigParser()
    parser.read(ROOT / "docker" / "pooler" / "pooling.ini")
    for name, value in parameters(service).items():
        assert parser["pgbouncer"].getint(name) == value, name


@each_service
def test_the_service_asks_the_pooler_and_the_jobs_go_past_it(service: str) -> None:
    cluster = one(service, "Pooler", f"{service}-database")["spec"]["cluster"]["name"]
    assert one(service, "Cluster", cluster)
    for container in containers_of(one(service, "Deployment", service)):
        assert environment_of(service, container)["POSTGRES_HOST"] == f"{service}-database"
    for job in ("migrate", "seed"):
        [container] = pod_of(one(service, "Job", f"{service}-{job}"))["containers"]
        assert environment_of(service, container)["POSTGRES_HOST"] == f"{cluster}-rw"


def test_the_workers_of_optimized_listen_past_the_pooler() -> None:
    for container in containers_of(one("optimized", "Deployment", "optimized")):
        assert environment_of("optimized", container)["POSTGRES_DIRECT_HOST"] == "optimized-postgres-rw"


def test_the_role_of_reads_has_the_settings_of_the_read_pool() -> None:
    text = (ROOT / "optimized/crm_optimized/infrastructure/read_pool.py").read_text()
    block = text.partition("for setting in (")[2].partition(")")[0]
    settings = dict(re.findall(r'"([a-z_]+)=([A-Za-z0-9]+)"', block))
    initdb = one("optimized", "Cluster", "optimized-postgres")["spec"]["bootstrap"]["initdb"]
    given = re.findall(r"ALTER ROLE crm_reads SET (\w+) = '(\w+)'", "\n".join(initdb["postInitApplicationSQL"]))
    assert len(settings) > 5
    assert dict(given) == settings
    data = one("optimized", "ConfigMap", "optimized-settings")["data"]
    assert data["POSTGRES_READ_USER"] == "crm_reads"


@each_service
def test_every_secret_is_made_by_the_script_or_by_the_operator(service: str) -> None:
    folder = KUBERNETES / "overlays" / service
    kustomization = yaml.safe_load((folder / "kustomization.yaml").read_text())
    generated = {each["name"] for each in kustomization["secretGenerator"]}
    cluster = f"{service}-postgres"
    for each in manifests(service):
        assert each["kind"] != "Secret"
        for name in re.findall(r"'(?:secretName|secret|passwordSecret)': (?:\{'name': )?'([\w-]+)'", str(each)):
            assert name in generated | {f"{cluster}-app"}


@each_service
def test_every_selector_of_the_network_names_pods_that_exist(service: str) -> None:
    labels = [{"client": "customers-api"}, {"cnpg.io/poolerName": f"{service}-database"}]
    labels += [{"cnpg.io/cluster": f"{service}-postgres", "cnpg.io/podRole": "instance"}]
    templates = (each.get("spec", {}).get("template", {}) for each in manifests(service))
    labels += [each["metadata"]["labels"] for each in templates if "metadata" in each]
    for policy in (each["spec"] for each in manifests(service) if each["kind"] == "NetworkPolicy"):
        rules = chain(*(rule.get("from", rule.get("to", [])) for rule in peers(policy)))
        for selector in (policy["podSelector"], *(peer["podSelector"] for peer in rules if "podSelector" in peer)):
            wanted = selector.get("matchLabels", {})
            assert any(wanted.items() <= have.items() for have in labels), wanted


@each_service
def test_a_service_reaches_only_its_pooler_its_cache_and_names(service: str) -> None:
    egress = one(service, "NetworkPolicy", service)["spec"]["egress"]
    ports = sorted(port["port"] for rule in egress for port in rule["ports"])
    assert ports == [53, 53, 5432, *([6379] if service == "optimized" else [])]
    assert all(rule["to"] for rule in egress)


@each_service
def test_the_autoscaler_the_budget_and_the_service_mean_the_deployment(service: str) -> None:
    deployment = one(service, "Deployment", service)["spec"]
    assert "replicas" not in deployment  # a second apply would undo the autoscaler
    scaler = one(service, "HorizontalPodAutoscaler", service)["spec"]
    assert scaler["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": service}
    labels = deployment["template"]["metadata"]["labels"]
    assert one(service, "PodDisruptionBudget", service)["spec"]["selector"] == {"matchLabels": labels}
    assert one(service, "Service", service)["spec"]["selector"] == labels


def test_the_scripts_of_k6_are_all_mounted_where_they_import_each_other() -> None:
    files = {str(file.relative_to(SCRIPTS)) for suffix in ("js", "json") for file in SCRIPTS.rglob(f"*.{suffix}")}
    generator = yaml.safe_load((SCRIPTS / "kustomization.yaml").read_text())["configMapGenerator"][0]
    keys = dict((each.split("=") if "=" in each else (each, each)) for each in generator["files"])
    run = one("load", "TestRun", "load")["spec"]
    [volume] = [each for each in run["runner"]["volumes"] if "configMap" in each]
    assert volume["configMap"]["name"] == generator["name"]
    assert set(keys.values()) == files
    assert {each["key"]: each["path"] for each in volume["configMap"]["items"]} == keys
    [mount] = [each for each in run["runner"]["volumeMounts"] if each["name"] == volume["name"]]
    assert run["script"]["localFile"].removeprefix(f"{mount['mountPath']}/") in files


def containers_of(workload: Manifest) -> list[Manifest]:
    pod = pod_of(workload)
    return [*pod.get("initContainers", []), *pod["containers"]]


def peers(policy: Manifest) -> list[Manifest]:
    return [*policy.get("ingress", []), *policy.get("egress", [])]
