import psycopg


class SeedingError(Exception):
    """Sentences for the person at the terminal: what is wrong and what to do."""

    exit_code = 2


class LoadInterrupted(SeedingError):
    """Ctrl-C; the sentence says what became of the tables."""

    exit_code = 130


class WorkerFailed(Exception):
    """A worker process could not do a task; the message is a sentence. The load is abandoned."""


def explain(error: psycopg.Error) -> str:
    """One sentence, without the lines in which PostgreSQL shows the statement or the row."""
    if isinstance(error, psycopg.errors.LockNotAvailable):
        return "Another session held a lock on the tables for 10 s: stop the service, or end that session."
    return f"PostgreSQL says: {str(error).strip().partition('\n')[0] or type(error).__name__}."
