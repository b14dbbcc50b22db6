"""The targets by the names that `--target` takes."""

from collections.abc import Callable, Mapping

from bench.processes import Processes
from bench.targets.compose import ComposeTarget
from bench.targets.local import LocalTarget
from bench.targets.target import Target

TARGETS: Mapping[str, Callable[[Processes], Target]] = {"local": LocalTarget, "compose": ComposeTarget}
