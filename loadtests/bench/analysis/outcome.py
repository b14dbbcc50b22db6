"""Whether a measurement measured anything. With only failures the command fails, although it prints a table."""

from bench.results.run import Results


def failure(results: Results) -> str | None:
    """The reason for a failure. None if each contender gave right answers in some cell: a busy machine makes cells
    invalid, not wrong."""
    names = [contender.name for contender in results.contenders]
    if wrong := [name for name in names if _only_wrong_answers(results, name)]:
        return f"{', '.join(wrong)} answered wrongly, or not at all, in every cell."
    if silent := [profile.contender for profile in results.classic if profile.failed >= profile.requests]:
        return f"{', '.join(silent)} answered no request of the classic profile."
    if results.curve and not any(point.valid for point in results.curve):
        return "No point of the curve is valid."
    return None


def _only_wrong_answers(results: Results, name: str) -> bool:
    cells = [cell for cell in results.cells if cell.contender == name]
    return bool(cells) and not any(cell.requests for cell in cells)
