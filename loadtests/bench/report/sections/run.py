"""The sections of a run's report, in order. A new kind of figure or table is one more line here."""

from dataclasses import replace

from bench.report.sections.capacity import capacity_section
from bench.report.sections.cells import cells_section
from bench.report.sections.classic import classic_section
from bench.report.sections.conditions import conditions_section
from bench.report.sections.cost import cost_section
from bench.report.sections.growth import growth_section
from bench.report.sections.idle import idle_section
from bench.report.sections.ladder import ladder_sections
from bench.report.sections.latency import latency_section
from bench.report.sections.per_core import per_core_section
from bench.report.sections.scenarios import scenarios_section
from bench.report.sections.section import Section
from bench.results.run import Results


def sections(results: Results, curve: Results | None = None, *, ladder: Results | None = None) -> list[Section]:
    """Those that the results hold figures for."""
    if results.kind == "ladder":
        return sections_of_a_ladder(results)
    found = [
        scenarios_section(results),
        latency_section(results),
        capacity_section(results),
        cost_section(results),
        growth_section(curve),
        *ladder_sections(ladder),
        per_core_section(results),
        idle_section(results),
        classic_section(results),
        cells_section(results),
        conditions_section(results),
    ]
    return [section for section in found if section]


def sections_of_a_ladder(results: Results) -> list[Section]:
    figures = replace(scenarios_section(results), heading="Every figure", findings=(), figure=None, long=True)
    found = [*ladder_sections(results), figures, cells_section(results), conditions_section(results)]
    return [section for section in found if section]
