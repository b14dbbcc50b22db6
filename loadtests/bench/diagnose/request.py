"""What the user asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DiagnosisRequest:
    url: str
    """Of a list; its values of parameters are kept in all requests."""
    database: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    specification: str = ""
    """The path or URL of the OpenAPI document; empty: it is looked for."""
    most_requests: int = 300
    rate_per_s: float = 0.0
    """At most so many requests a second; 0: one after the other, without a pause."""
    time_s: float = 120.0
    """After this time no further question is asked."""
