"""Errors with a message for the person at the terminal."""


class BenchError(Exception):
    """The command cannot go on and ends with exit code 2. The message says what to do."""
