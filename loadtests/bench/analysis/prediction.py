"""Prediction beside measurement: sizes of the curve that are larger than those that the formula uses."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.analysis.growth import FITTED_ROWS, Growth, Sorting
from bench.analysis.scale import Scale
from bench.results.run import Contender


@dataclass(frozen=True, slots=True)
class Prediction:
    contender: str
    figure: str
    unit: str
    rows: int
    predicted: float
    measured: float

    @property
    def off(self) -> float:
        """0.1: the prediction is 10 % higher than the measurement."""
        return self.predicted / self.measured - 1


def predictions(scale: Scale) -> list[Prediction]:
    return [found for contender in scale.curve.contenders for found in _of(scale, contender)]


def _of(scale: Scale, contender: Contender) -> Iterator[Prediction]:
    for scenario in ("list", "search"):
        growth = scale.figure(contender, scenario, value=lambda point: point.cpu_ms_per_request.total)
        for point in scale.curve.curve:
            if (point.axis, point.scenario, point.contender) == ("rows", scenario, contender.name) and point.valid:
                yield from _beside(
                    growth, point.cpu_ms_per_request.total, rows=point.rows, names=(contender.name, scenario, "CPU ms")
                )
    for table in scale.curve.tables:
        if table.contender == contender.name:
            seeding, disk = scale.seeding_s(contender), scale.disk_bytes(contender)
            yield from _beside(seeding, table.seeding_s, rows=table.rows, names=(contender.name, "seeding", "s"))
            yield from _beside(disk, table.disk_bytes, rows=table.rows, names=(contender.name, "disk", "bytes"))


def _beside(
    growth: Growth | Sorting | None, measured: float | None, *, rows: int, names: tuple[str, str, str]
) -> Iterator[Prediction]:
    if rows > FITTED_ROWS and growth is not None and measured:
        yield Prediction(*names, rows=rows, predicted=growth.at(rows), measured=measured)
