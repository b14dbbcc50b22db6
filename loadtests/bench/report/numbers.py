"""Numbers as text, the same everywhere in the report."""

from bench.analysis.statistics import Estimate

# Too few samples for this percentile, a part that the contender does not have, or a part that cannot be read.
UNKNOWN = "–"


def number(value: float | None) -> str:
    """About three significant digits and never more than three decimals: 1,234 · 123 · 12.3 · 1.23 · 0.123."""
    if value is None:
        return UNKNOWN
    decimals = next((digits for limit, digits in ((99.95, 0), (9.995, 1), (0.9995, 2)) if abs(value) >= limit), 3)
    return f"{value:,.{decimals}f}" if value else "0"


def count(value: float | None) -> str:
    """A number of things; a whole number has no decimals: 41 and not 41.0."""
    text = number(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: float) -> str:
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


def factor(value: float) -> str:
    """124×, 17.5×, 1.48×, 0.67×."""
    decimals = next((digits for limit, digits in ((99.5, 0), (9.95, 1)) if value >= limit), 2)
    return f"{value:,.{decimals}f}×"


def interval(estimate: Estimate) -> str:
    """The interval in the digits of its value: [118–131]; one round alone has none."""
    if estimate.n == 1:
        return "[1 round]"
    return f"[{factor(estimate.low)[:-1]}–{factor(estimate.high)[:-1]}]"


def ratio(estimate: Estimate | None) -> str:
    """124× [118–131]."""
    if estimate is None:
        return UNKNOWN
    doubt = "" if estimate.clear else "no clear difference, "
    return f"{doubt}{factor(estimate.value)} {interval(estimate)}"


def duration(milliseconds: float) -> str:
    """0.93 ms, 93.1 ms, 9.81 s, with a non-breaking space."""
    return f"{number(milliseconds)}\u00a0ms" if milliseconds < 999.5 else f"{number(milliseconds / 1000)}\u00a0s"


def requests_per_core(cpu_ms: float) -> float:
    """Requests a second that one busy core would serve."""
    return 1000 / cpu_ms
