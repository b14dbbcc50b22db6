"""The targets by the names that `--target` takes."""

from collections.abc import Callable, Mapping

from bench.compose_target import ComposeTarget
from bench.local_target import LocalTarget
from bench.processes import Processes
from bench.target import Target

TARGETS: Mapping[str, Callable[[Processes], Target]] = {"local": LocalTarget, "compose": ComposeTarget}
