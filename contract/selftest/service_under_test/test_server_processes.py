import os
import socket

from crm_contract.service_under_test.server_processes import memory_bytes, serving


def test_the_process_that_listens_on_a_port_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        assert serving(port) == [os.getpid()]
    assert serving(port) == []


def test_the_memory_of_a_process_is_counted() -> None:
    before = memory_bytes([os.getpid()])
    held = bytearray(os.urandom(8_000_000))
    assert 7_000_000 < memory_bytes([os.getpid()]) - before < 40_000_000
    assert len(held) == 8_000_000
