"""A small customers API in one process, for tests of the harness: real HTTP, real CPU time, faults on demand.

    python fake_contender.py --port 8009 --rows 2000 --paging cursor --cached --slow-ms 5 --drop-field birthday

It keeps its rows in memory and needs no database, so a whole run with real k6 takes seconds.
"""

import argparse
import base64
import json
import re
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

FIRST = ("Anna", "Bela", "Chloe", "David", "Emil", "Fatima", "Goran", "Hugo", "Ines", "Jonas", "Klara")
LAST = ("Abel", "Brandt", "Conti", "Dubois", "Egger", "Fischer", "Graf von Hohenburg zu Tal")
TEXTS = ("first_name", "last_name", "customer_id", "phone_number", "city_code", "city", "country")
ORDERINGS = ("created", "last_updated", "birthday", "first_name", "last_name", "customer_id", "points", "last_activity")


def customer(number: int) -> dict[str, Any]:
    moment = f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}T10:{number // 60 % 60:02}:{number % 60:02}.000000Z"
    city = {"city_code": f"{number % 90 + 1000}", "city": f"{LAST[number % 7]}stadt", "country": "Austria"}
    return {
        "id": number,
        "customer_id": f"C{number:07}",
        "first_name": FIRST[number % 11],
        "last_name": LAST[number % 7],
        "gender": ("male", "female", "other", "undefined")[number % 4],
        "phone_number": f"+43 1 {number * 7919 % 1_000_000:06}",
        "birthday": f"19{number % 60 + 40}-{number % 12 + 1:02}-{number % 28 + 1:02}",
        "created": moment,
        "last_updated": moment,
        "address": {"street": None, "street_number": "1"} | city if number % 3 == 0 else None,
        "relationship": {"points": number * 31 % 1000, "last_activity": None},
    }


def value(row: dict[str, Any], name: str) -> Any:
    return {**(row["address"] or {}), **row["relationship"], **row}.get(name)


def matches(row: dict[str, Any], name: str, wanted: str) -> bool:
    if name in TEXTS:
        return wanted.upper() in str(value(row, name) or "").upper()
    if name == "search":
        words = " ".join(str(value(row, each) or "") for each in TEXTS).lower().replace("+", " ").split()
        return all(any(word.startswith(term) for word in words) for term in wanted.lower().replace("+", " ").split())
    if name == "has_address":
        return (row["address"] is not None) == (wanted == "true")
    for ending, bound in (("_min", -1), ("_max", 1), ("_after", -1), ("_before", 1)):
        if name.endswith(ending):
            mine = value(row, name.removesuffix(ending))
            limit = int(wanted) if isinstance(mine, int) else wanted
            return mine is not None and (mine >= limit if bound < 0 else mine <= limit)
    return bool(row[name] == wanted)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    faults: argparse.Namespace
    table: dict[int, dict[str, Any]]
    cache: set[str]
    orders: dict[str, list[dict[str, Any]]]
    asked = 0

    # Every connection has a thread of its own. Without the lock two POSTs take the same id, a list that was sorted
    # before a write is kept after it, and of two requests at once none is the one that fails.
    lock = Lock()

    def do_GET(self) -> None:
        with self.lock:
            type(self).asked += 1
            number = self.asked
        time.sleep(self.faults.slow_ms / 1000)
        spin_until = time.thread_time() + self.faults.cpu_ms / 1000
        while time.thread_time() < spin_until:
            pass
        url = urlsplit(self.path)
        if url.path == "/readyz":
            self.answer(200, {"status": "ok"})
        elif (self.faults.fail_every and number % self.faults.fail_every == 0) or (
            self.faults.fail_search and "search=" in url.query
        ):
            self.answer(500, {"status": 500})
        elif len(dict(parse_qsl(url.query)).get("search", "").split()) > 5:
            self.answer(400, {"status": 400})
        elif url.path == "/api/v1/customers":
            with self.lock:
                page = self.page(dict(parse_qsl(url.query)))
            self.answer(200, page)
        else:
            row = self.table.get(int(url.path.rpartition("/")[2]))
            self.answer(200 if row else 404, row or {"status": 404})

    def page(self, query: dict[str, str]) -> dict[str, Any]:
        if self.faults.journal:
            with self.faults.journal.open("a") as journal:
                journal.write(f"{self.faults.paging} {self.path}\n")
        size, ordering = int(query.pop("page_size", 20)), query.pop("ordering", "-created")
        start = (int(query.pop("page", 1)) - 1) * size
        if "cursor" in query:
            start, bound_to = map(int, base64.urlsafe_b64decode(query.pop("cursor")).split(b" "))
            if bound_to != size:
                raise ValueError("the cursor belongs to another page size")
        rows = [row for row in self.sorted_by(ordering) if all(matches(row, *each) for each in query.items())]
        shared = {**query, "ordering": ordering, "page_size": str(size)}

        def link(to: int) -> str | None:
            if not 0 <= to < len(rows):
                return None
            cursor, number = base64.urlsafe_b64encode(b"%d %d" % (to, size)).decode(), str(to // size + 1)
            position = {"cursor": cursor} if self.faults.paging == "cursor" else {"page": number}
            return f"http://{self.headers['Host']}/api/v1/customers?{urlencode(shared | position)}"

        return {"next": link(start + size), "previous": link(start - size), "results": rows[start : start + size]}

    def sorted_by(self, ordering: str) -> list[dict[str, Any]]:
        """Kept until a write: like an index, so that an answer costs little."""
        if ordering not in self.orders:
            name = ordering.removeprefix("-")

            def key(row: dict[str, Any]) -> tuple[bool, Any, int]:
                return value(row, name) is None, value(row, name) or 0, row["id"]

            self.orders[ordering] = sorted(self.table.values(), key=key, reverse=ordering != name)
        return self.orders[ordering]

    def do_POST(self) -> None:
        body = self.body()
        if self.faults.write_token and self.headers["Authorization"] != f"Bearer {self.faults.write_token}":
            self.answer(401, {"status": 401})
            return
        if not body:
            self.answer(400, {"status": 400})
            return
        with self.lock:
            row = customer(max(self.table, default=0) + 1) | body
            row["relationship"] = {"points": 0, "last_activity": None}
            self.table[row["id"]] = row
            self.forget()
        self.answer(201, row)

    def do_PATCH(self) -> None:
        change = self.body()
        with self.lock:
            row = self.table[int(self.path.rpartition("/")[2])]
            row.update({**change, "relationship": row["relationship"] | change.get("relationship", {})})
            self.forget()
        self.answer(200, row)

    def do_DELETE(self) -> None:
        with self.lock:
            lost = self.faults.lose_deletes > 0
            if lost:
                self.faults.lose_deletes -= 1
            else:
                del self.table[int(self.path.rpartition("/")[2])]
                self.forget()
        self.answer(*((500, {"status": 500}) if lost else (204, None)))

    def forget(self) -> None:
        self.cache.clear()
        self.orders.clear()

    def body(self) -> dict[str, Any]:
        return dict(json.loads(self.rfile.read(int(self.headers["Content-Length"] or 0))))

    def answer(self, status: int, document: dict[str, Any] | None) -> None:
        content = b"" if document is None else json.dumps(document, separators=(",", ":")).encode()
        if self.faults.drop_field:
            content = re.sub(rb'"%s":[^,]*,' % self.faults.drop_field.encode(), b"", content)
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Type", "application/json")
        if self.faults.cached:
            key = self.path if self.faults.one_key_for_all_hosts else self.headers["Host"] + self.path
            self.send_header("X-Cache", "HIT" if key in self.cache else "MISS")
            self.cache.add(key)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128  # A connection that finds no place asks again after a second.


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--paging", choices=("page", "cursor"), default="page")
    parser.add_argument("--cached", action="store_true")
    parser.add_argument("--one-key-for-all-hosts", action="store_true")
    parser.add_argument("--slow-ms", type=float, default=0)
    parser.add_argument("--cpu-ms", type=float, default=0)
    parser.add_argument("--fail-every", type=int, default=0)
    parser.add_argument("--fail-search", action="store_true")
    parser.add_argument("--drop-field", default="")
    parser.add_argument("--write-token", default="", help="what a POST must bear")
    parser.add_argument("--journal", type=Path, help="a file that every list's path is appended to, after the paging")
    parser.add_argument("--lose-deletes", type=int, default=0, help="so many, the first ones, answer 500")
    Handler.faults = parser.parse_args()
    Handler.table = {number: customer(number) for number in range(1, Handler.faults.rows + 1)}
    Handler.cache, Handler.orders = set(), {}
    Server(("127.0.0.1", Handler.faults.port), Handler).serve_forever()


if __name__ == "__main__":
    main()
