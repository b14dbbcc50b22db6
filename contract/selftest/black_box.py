"""Runs the black-box tests in a process of their own."""

import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parent.parent / "tests"


def run_black_box(*base_urls: str, stop: bool = False) -> subprocess.CompletedProcess[str]:
    """Run all tests against these services. With `stop`, the first failure ends the run."""
    options = [f"--base-url={base_url}" for base_url in base_urls]
    command = [sys.executable, "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider", str(TESTS), *options]
    return subprocess.run([*command, *["-x"] * stop], capture_output=True, text=True, check=False)
