"""Runs the black-box tests in a process of their own."""

import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parent.parent / "tests"


def run_black_box(*base_urls: str, only: str = "", stop: bool = False) -> subprocess.CompletedProcess[str]:
    """Run all tests, or those of the file `only`, against these services. With `stop`, stop at the first failure."""
    options = [f"--base-url={base_url}" for base_url in base_urls]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--tb=short",
        "-p",
        "no:cacheprovider",
        str(TESTS / only),
    ]
    return subprocess.run([*command, *options, *["-x"] * stop], capture_output=True, text=True, check=False)
