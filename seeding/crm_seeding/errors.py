import psycopg


class SeedingError(Exception):
    """Sentences for the person at the terminal: what is wrong and what to do."""

    exit_code = 2


class LoadAbandoned(SeedingError):
    """A load that began did not finish; the last sentence says what became of the tables."""

    def __init__(self, message: str, *, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class WorkerFailed(Exception):
    """A worker process could not do a task; the message is a sentence. The load is abandoned."""


def explain(error: psycopg.Error) -> str:
    """One sentence."""
    if isinstance(error, psycopg.errors.LockNotAvailable):
        return "Another session keeps the tables locked: stop the service, or end that session."
    return f"PostgreSQL says: {first_line(error)}."


def first_line(error: psycopg.Error) -> str:
    """Without the lines in which PostgreSQL shows the statement or the row."""
    return str(error).strip().partition("\n")[0] or type(error).__name__
