"""The defaults of `python -m crm_optimized.serve`."""

from typing import Any

import uvicorn
from crm_optimized.serve import DEFAULTS


def parameters(*arguments: str) -> dict[str, Any]:
    return uvicorn.main.make_context("serve", list(arguments), default_map=DEFAULTS).params


def test_every_default_is_an_option_of_uvicorn() -> None:
    assert parameters().items() >= DEFAULTS.items()


def test_an_option_on_the_command_line_wins() -> None:
    changed = parameters("--timeout-graceful-shutdown", "8", "--factory", "floors.stock_django:application")
    assert (changed["timeout_graceful_shutdown"], changed["app"]) == (8, "floors.stock_django:application")
    assert changed["http"] == DEFAULTS["http"]
