import psycopg


class SeedingError(Exception):
    """The message is a sentence for the person at the terminal: what is wrong and what to do."""

    exit_code = 2


class LoadAbandoned(SeedingError):
    """A load that began did not finish. The last sentence of the message says what became of the tables."""

    def __init__(self, message: str, *, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class WorkerFailed(Exception):
    """A worker process could not do a task. The message is a sentence, and the load is abandoned."""


def explain(error: psycopg.Error) -> str:
    """Say in one sentence what PostgreSQL reported."""
    if isinstance(error, psycopg.errors.LockNotAvailable):
        return "Another session keeps the tables locked: stop the service, or end that session."
    return f"PostgreSQL says: {first_line(error)}."


def first_line(error: psycopg.Error) -> str:
    """Return the message without the lines in which PostgreSQL shows the statement or the row."""
    return str(error).strip().partition("\n")[0] or type(error).__name__
