"""docker-compose.yml with the defaults of its variables."""

import re
from typing import Any

import yaml
from manifests import ROOT


def compose_services() -> dict[str, dict[str, Any]]:
    written = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return dict(_with_defaults(written["services"]))


def _with_defaults(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_defaults(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_with_defaults(each) for each in value]
    return re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", value) if isinstance(value, str) else value


def seconds(time: str) -> int:
    return int(time.removesuffix("s"))


def quantity(size: str) -> str:
    """Docker's 2g and 64m are Kubernetes' 2Gi and 64Mi."""
    return f"{size[:-1]}{size[-1].upper()}i"


def memory_file_systems(service: dict[str, Any]) -> dict[str, str]:
    """Folder to size."""
    found = {}
    for each in service.get("tmpfs", []):
        folder, _, options = each.partition(":")
        [size] = re.findall(r"size=(\w+)", options)
        found[folder] = quantity(size)
    return found


def image_check(service: str) -> dict[str, int]:
    """The HEALTHCHECK of the service's stage in docker/Dockerfile: seconds, retries and port."""
    stage = (ROOT / "docker" / "Dockerfile").read_text().partition(f"AS {service}\n")[2].partition("\nFROM")[0]
    times = re.findall(r"--(interval|timeout|start-period|retries)=(\d+)", stage)
    [port] = re.findall(r'"healthy.py", "(\d+)"', stage)
    return {name: int(number) for name, number in times} | {"port": int(port)}
