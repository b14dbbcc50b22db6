"""What can go wrong before or during a run, in words for the person at the terminal."""


class BenchError(Exception):
    """A run cannot go on. The message says what to do; the command ends with exit code 2."""
