"""The manifests as they are written: kustomize adds to them a namespace, the images' tags and the generated objects."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
KUBERNETES = ROOT / "deploy" / "kubernetes"
SERVICES = ("naive", "optimized")
OVERLAYS = (*SERVICES, "load")

type Manifest = dict[str, Any]


@cache
def manifests(overlay: str) -> list[Manifest]:
    return list(_of(KUBERNETES / "overlays" / overlay))


def _of(folder: Path) -> Iterator[Manifest]:
    for name in yaml.safe_load((folder / "kustomization.yaml").read_text()).get("resources", []):
        path = (folder / name).resolve()
        if path.is_dir():
            yield from _of(path)
        else:
            yield from yaml.safe_load_all(path.read_text())


def one(overlay: str, kind: str, name: str) -> Manifest:
    [found] = [each for each in manifests(overlay) if (each["kind"], each["metadata"]["name"]) == (kind, name)]
    return found


def pod_of(manifest: Manifest) -> Manifest:
    """The PodSpec of a workload."""
    return dict(manifest["spec"]["template"]["spec"])


def environment_of(overlay: str, container: Manifest) -> dict[str, str]:
    """As Kubernetes puts it together: ConfigMaps in their order, then `env`."""
    found: dict[str, str] = {}
    for source in container.get("envFrom", []):
        found |= one(overlay, "ConfigMap", source["configMapRef"]["name"])["data"]
    return found | {each["name"]: each["value"] for each in container.get("env", [])}
