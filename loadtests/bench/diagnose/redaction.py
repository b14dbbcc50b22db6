"""What a reader may see: no password, no header, no literal of a statement, no value of an answer."""

import re
from urllib.parse import parse_qsl, urlsplit

HIDDEN = "…"

# pg_stat_statements replaces constants of queries by $1, but not those of all other commands, and it keeps comments.
COMMENTS = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL)
QUOTED = re.compile(r"\b[Ee]'(?:[^'\\]|''|\\.)*'|(?:\b(?:[BbXxNn]|[Uu]&))?'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$", re.DOTALL)
NUMBER = re.compile(r'(?<![\w$".])\d+(?:\.\d+)?\b')

# The columns of a result, but not COUNT(*).
COLUMNS = re.compile(r"^(SELECT(?: DISTINCT)?) (?!COUNT\().{20,}? FROM ", re.IGNORECASE)

# Characters of a statement that is printed.
MOST = 200


def redacted_statement(text: str) -> str:
    """The statement on one line, without comments and literals: `SELECT … WHERE "city" = $1 LIMIT $2`."""
    bare = NUMBER.sub("?", QUOTED.sub("'?'", COMMENTS.sub(" ", text)))
    return " ".join(bare.split())


def shortened(statement: str) -> str:
    """Without the columns of its result, and without its middle."""
    short = COLUMNS.sub(rf"\1 {HIDDEN} FROM ", statement)
    return short if len(short) <= MOST else f"{short[: MOST // 2].rstrip()} {HIDDEN} {short[-MOST // 2 :].lstrip()}"


def redacted_url(url: str) -> str:
    """Without its user, its password and the values of its parameters: `http://host:8000/api/orders/?key=…`."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{redacted_target(url)}"


def redacted_target(target: str) -> str:
    parts = urlsplit(target)
    names = "&".join(f"{name}={HIDDEN}" for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    return f"{parts.path}?{names}" if names else parts.path
