"""Errors with a message for the person at the terminal."""


class BenchError(Exception):
    """The command cannot go on and ends with exit code 2. The message says what to do."""


class NoAnswer(BenchError):
    """A contender answered with an error, or not at all."""


def first_line(error: BaseException) -> str:
    """Of the message. PostgreSQL names hosts, roles and databases there, and no password; later lines quote values."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
