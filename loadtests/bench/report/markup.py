"""HTML and SVG as nested calls. What is not `Markup` is text: it may hold any character, and is escaped."""

from html import escape

# Elements without content and without an end.
VOID = frozenset({"meta", "input", "br"})

type Value = str | float | bool | None


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def element(name: str, /, *children: str, **attributes: Value) -> Markup:
    """`element("td", "a < b", class_="figure")`. In attributes' names `_` stands for `-`, and a last one for nothing;
    None and False leave the attribute out."""
    start = "".join([name, *(_attribute(*each) for each in attributes.items())])
    return Markup(f"<{start}>" if name in VOID else f"<{start}>{together(*children)}</{name}>")


def together(*parts: str) -> Markup:
    return Markup("".join(part if isinstance(part, Markup) else escape(part) for part in parts))


def _attribute(name: str, value: Value) -> str:
    if value is None or value is False:
        return ""
    words = "" if value is True else f"{value:g}" if isinstance(value, (int, float)) else escape(value)
    return f' {name.rstrip("_").replace("_", "-")}="{words}"'
