import pytest
from crm_naive import gunicorn_conf
from factories import LIST
from gunicorn.config import make_settings
from gunicorn_server import ask_raw_bytes


def test_every_name_is_a_setting_of_gunicorn() -> None:
    """gunicorn ignores names that it does not know."""
    names = {name for name in vars(gunicorn_conf) if not name.startswith("_")} - {"os"}

    assert names
    assert names <= make_settings().keys()


@pytest.mark.parametrize("field", ["SCRIPT_NAME: /x", "PATH_INFO: /x", "Script-Name: /x", "REMOTE_USER: x"])
def test_a_header_cannot_move_the_service_to_another_path(port: int, field: str) -> None:
    request = f"GET {LIST} HTTP/1.1\r\nHost: 127.0.0.1\r\n{field}\r\n\r\n"

    assert ask_raw_bytes(port, request.encode()).startswith(b"HTTP/1.1 200 ")
