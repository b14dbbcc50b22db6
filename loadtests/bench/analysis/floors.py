"""The aims of `bench floors`: ratios of two figures, and whether they are reached."""

from dataclasses import dataclass
from statistics import median

from bench.results.floors import FloorResults, Trial


@dataclass(frozen=True, slots=True)
class Aim:
    cell: str
    versus: str
    least: float | None = None
    most: float | None = None
    whole: bool = False
    """CPU time of service, database and cache together; otherwise of the service alone."""


AIMS = (
    Aim("hit", "page from redis", most=1.3),
    Aim("hit", "kept page from redis", most=1.25),
    Aim("hit", "bolt, redis", most=1.1),
    Aim("miss", "page from postgres", most=1.3),
    Aim("miss", "kept page from postgres", most=1.7),
    Aim("miss", "bolt, postgres", most=1.1),
    Aim("stock Django, hit", "hit", least=8),
    Aim("stock Django, miss", "miss", least=4),
    Aim("naive, first page", "miss", least=100, whole=True),
    Aim("naive, search", "search", least=200, whole=True),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    aim: Aim
    ratio: float
    """Median of the ratios within each round."""
    low: float
    high: float

    @property
    def reached(self) -> bool:
        return (self.aim.most is None or self.ratio <= self.aim.most) and (
            self.aim.least is None or self.ratio >= self.aim.least
        )


def verdicts(results: FloorResults) -> list[Verdict]:
    """The aims with two measured cells."""
    found = []
    for aim in AIMS:
        one, other = results.of(aim.cell), results.of(aim.versus)
        if one and other:
            ratios = [_cpu_us(a, aim) / _cpu_us(b, aim) for a, b in zip(one, other, strict=True)]
            found.append(Verdict(aim, median(ratios), min(ratios), max(ratios)))
    return found


def _cpu_us(trial: Trial, aim: Aim) -> float:
    return trial.cpu_us.total if aim.whole else trial.cpu_us.service
