"""Small real contenders for tests, and folders of their own for everything that bench writes."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bench.contender.running import RunningContender, restart
from bench.contenders import Contender
from bench.errors import BenchError
from bench.http_client import Client
from bench.load.modes import MODES
from bench.measure.bench import Bench
from bench.processes import Processes, wait_until
from bench.questions.files import write_questions
from bench.targets.datastores import Datastores
from bench.targets.local import LocalTarget
from bench.targets.server import free_port
from made_up_contender import made_up_contender

FAKE = Path(__file__).parent / "fake_contender.py"

type StartFake = Callable[..., str]


def pytest_configure() -> None:
    # A shell's background job ignores Ctrl-C and hands that down; a handler of our own is not handed down.
    signal.signal(signal.SIGINT, signal.default_int_handler)


# Fixtures that start programs, or that a test uses to start some.
STARTING = {"browser", "contenders_file", "enter", "processes", "start_fake"}


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    for item in items:
        if STARTING & set(item.fixturenames):
            item.add_marker("servers")


@pytest.fixture(autouse=True)
def bench_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for each test, and nothing of the developer's servers."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("BENCH_HOME", str(home))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    return home


@pytest.fixture
def processes() -> Iterator[Processes]:
    with Processes() as started:
        yield started


@pytest.fixture
def start_fake() -> Iterator[StartFake]:
    """Starts a fake contender with the given options; its base URL."""
    running: list[subprocess.Popen[bytes]] = []

    def start(*options: str) -> str:
        port = free_port()
        running.append(subprocess.Popen([sys.executable, str(FAKE), "--port", str(port), *options]))
        url = f"http://127.0.0.1:{port}"
        assert wait_until(lambda: answers(url), timeout_s=20), "the fake contender does not answer"
        return url

    yield start
    for process in running:
        process.kill()
        process.wait()


def answers(url: str) -> bool:
    with suppress(BenchError), Client(url) as client:
        client.body("/readyz")
        return True
    return False


@pytest.fixture
def enter(tmp_path: Path, processes: Processes) -> Callable[..., RunningContender]:
    """Starts a fake contender with the given options as one that cells can be measured of."""

    def enter(options: str = "", cache: Any = None) -> RunningContender:
        start = f"{sys.executable} {FAKE} --port {{port}} {options}"
        contender = Contender(name="one", title="one", folder=tmp_path, start=start, port=free_port(), needs=())
        questions = {
            "list": [(f"/api/v1/customers?page={page}", 20, 20) for page in range(1, 101)],
            "detail": [(f"/api/v1/customers/{number}", 1, 1) for number in range(1, 101)],
        }
        one = made_up_contender(
            target=LocalTarget(processes),
            definition=contender,
            datastores=Datastores({}, cache=cache),
            folder=tmp_path,
            questions=questions,
        )
        write_questions(one.questions_file, one.questions)
        restart([one])
        return one

    return enter


@pytest.fixture
def bench_of(tmp_path: Path, processes: Processes) -> Callable[..., Bench]:
    """Quick mode, changed."""
    return lambda **changes: Bench(replace(MODES["quick"], **changes), tmp_path, processes)


@pytest.fixture
def contenders_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes a contenders.toml of fake contenders, each with options for fake_contender.py."""

    def write(rows: int = 2000, **options: str) -> Path:
        fingerprint = tmp_path / "fingerprint.json"
        fingerprint.write_text(f'{{"customers": {{"rows": {rows}}}, "fingerprint": "fake"}}')
        tables = [
            f'[{name}]\ntitle = "{name}"\nfolder = "loadtests/tests"\nport = {free_port()}\nneeds = []\n'
            f'start = "python fake_contender.py --port {{port}} --rows {rows} {text}"\n'
            f'fingerprint = "cat {fingerprint}"\n' + ("" if "--paging cursor" in text else 'page_parameter = "page"\n')
            for name, text in options.items()
        ]
        file = tmp_path / "contenders.toml"
        file.write_text("\n".join(tables))
        return file

    return write
