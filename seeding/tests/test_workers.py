import subprocess
import sys

from crm_seeding.workers import batches


def test_workers_import_neither_faker_nor_django() -> None:
    program = "import sys, crm_seeding.workers; print({'faker', 'django'} & set(sys.modules))"
    output = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert output == "set()\n"


def test_batches_cover_every_chunk_once() -> None:
    assert list(batches(5, size=2)) == [range(2), range(2, 4), range(4, 5)]
    assert list(batches(4, size=2)) == [range(2), range(2, 4)]
    assert list(batches(1, size=4)) == [range(1)]
