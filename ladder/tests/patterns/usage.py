"""The lines of code in a pattern's docstring, executed: what they promise is what the tests use."""

import inspect
import textwrap
from types import ModuleType
from typing import Any

from articles import models, serializers
from rest_framework import generics


def usage(pattern: ModuleType, **names: Any) -> dict[str, Any]:
    """What the lines define. They see the pattern, the articles' models and serializers, DRF's views and `names`."""
    scope = vars(pattern) | vars(models) | vars(serializers) | vars(generics) | names
    lines = [line for line in inspect.getdoc(pattern).splitlines() if line.startswith("    ") or not line.strip()]
    code = textwrap.dedent("\n".join(lines)).strip()
    assert 1 <= len([line for line in code.splitlines() if line and not line.startswith("class ")]) <= 3
    exec(compile(code, f"docstring of {pattern.__name__}", "exec"), scope)
    return scope
