"""What `kubectl kustomize` makes of the overlays, with new secrets. It needs no cluster."""

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from manifests import OVERLAYS, ROOT, Manifest, manifests
from test_kinds import validate

pytestmark = pytest.mark.skipif(shutil.which("kubectl") is None, reason="needs kubectl")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the files with secrets of its own, so that those of the user stay."""
    root = tmp_path_factory.mktemp("tree")
    for part in ("deploy/kubernetes", "loadtests/k6"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("secrets", ".secrets"))
    (root / "docker").mkdir()
    shutil.copy(ROOT / "docker" / "secrets.sh", root / "docker")
    subprocess.run([root / "deploy/kubernetes/secrets.sh"], check=True, capture_output=True)
    return root


def rendered(tree: Path, overlay: str) -> list[Manifest]:
    command = ["kubectl", "kustomize", str(tree / "deploy/kubernetes/overlays" / overlay)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return list(yaml.safe_load_all(done.stdout))


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_an_overlay_renders_to_valid_manifests_and_loses_none(tree: Path, overlay: str) -> None:
    found = rendered(tree, overlay)
    for each in found:
        validate(each)
        assert each["kind"] == "Namespace" or each["metadata"]["namespace"] == "crm"
    names = {(each["kind"], each["metadata"]["name"]) for each in found}
    assert names >= {(each["kind"], each["metadata"]["name"]) for each in manifests(overlay)}


def test_pods_get_the_generated_secrets_by_name_and_images_have_a_tag(tree: Path) -> None:
    for service in ("naive", "optimized"):
        found = rendered(tree, service)
        secrets = {each["metadata"]["name"]: each for each in found if each["kind"] == "Secret"}
        [deployment] = [each for each in found if each["kind"] == "Deployment"]
        pod = deployment["spec"]["template"]["spec"]
        mounted = {source["secret"]["name"] for source in pod["volumes"][0]["projected"]["sources"]}
        assert mounted - {f"{service}-postgres-app"} <= secrets.keys()
        assert all(":" in container["image"] for container in (*pod["containers"], *pod["initContainers"]))


def test_the_cache_knows_the_password_in_the_url_of_the_service(tree: Path) -> None:
    secrets = [each["data"] for each in rendered(tree, "optimized") if each["kind"] == "Secret"]
    data = {name: base64.b64decode(value).decode() for each in secrets for name, value in each.items()}
    assert data["redis_url"].endswith("@optimized-redis:6379/0")
    assert "user crm on #" in data["users.acl"]
    assert len({data["django_secret_key"], data["redis_password"], data["password"]}) == 3
