"""Every manifest is what the API server would accept."""

from pathlib import Path

import jsonschema
import kubernetes_validate
import pytest
import yaml
from manifests import OVERLAYS, Manifest, manifests

# The release of Kubernetes whose schemas are asked.
RELEASE = "1.33"
CUSTOM = yaml.safe_load((Path(__file__).parent / "custom_kinds.yaml").read_text())
ALL = [(overlay, each) for overlay in OVERLAYS for each in manifests(overlay)]

each_manifest = pytest.mark.parametrize(
    ("overlay", "manifest"), ALL, ids=[f"{overlay}-{each['kind']}-{each['metadata']['name']}" for overlay, each in ALL]
)


def validate(manifest: Manifest) -> None:
    """Raises an error if the manifest is not valid."""
    if manifest["kind"] not in CUSTOM:
        kubernetes_validate.validate(manifest, RELEASE, strict=True)
        return
    assert manifest["apiVersion"] == CUSTOM[manifest["kind"]]["apiVersion"]
    assert manifest.keys() == {"apiVersion", "kind", "metadata", "spec"}
    jsonschema.Draft202012Validator(CUSTOM[manifest["kind"]]["spec"]).validate(manifest["spec"])


@each_manifest
def test_a_manifest_has_the_fields_that_its_kind_documents(overlay: str, manifest: Manifest) -> None:
    validate(manifest)


def test_the_pods_within_custom_kinds_are_pods() -> None:
    """The reference gives their fields the types of a pod."""
    for _, each in ALL:
        if each["kind"] == "Pooler":
            validate(pod(each["spec"]["template"]["spec"] | {"containers": [with_image(each)]}))
        if each["kind"] == "TestRun":
            for part in (each["spec"]["runner"], each["spec"]["starter"]):
                container = {name: part[name] for name in ("env", "resources", "volumeMounts") if name in part}
                container |= {"name": "k6", "image": "k6", "securityContext": part["containerSecurityContext"]}
                spec = {"containers": [container], "securityContext": part["securityContext"]}
                validate(pod(spec | {"volumes": part.get("volumes", [])}))


def with_image(pooler: Manifest) -> Manifest:
    """The operator adds the image."""
    [container] = pooler["spec"]["template"]["spec"]["containers"]
    assert container["name"] == "pgbouncer"
    return dict(container) | {"image": "pgbouncer"}


def pod(spec: Manifest) -> Manifest:
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "within"}, "spec": spec}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_no_two_manifests_have_the_same_kind_and_name(overlay: str) -> None:
    names = [(each["kind"], each["metadata"]["name"]) for each in manifests(overlay)]
    assert len(set(names)) == len(names)
