import pytest
from crm_contract.comparison.canonical import canonical

PAGE = b'{"next":"http://a/?page=2","previous":null,"results":[{"points":5}]}'


@pytest.mark.parametrize(
    "other",
    [
        b'{"count":7,"next":"http://a/?page=2","previous":null,"results":[{"points":5}]}',
        b'{"next":"https://b/?cursor=x","previous":null,"results":[{"points":5}]}',
        b'{ "next":"x", "previous":null, "results":[{"points":5}] }',
    ],
)
def test_counts_links_and_blanks_do_not_matter(other: bytes) -> None:
    assert canonical(200, other) == canonical(200, PAGE)


@pytest.mark.parametrize(
    "other",
    [
        b'{"next":null,"previous":null,"results":[{"points":5}]}',
        b'{"previous":null,"next":"x","results":[{"points":5}]}',
        b'{"next":"x","previous":null,"results":[{"points":5.0}]}',
        b'{"next":"x","previous":null,"results":[{"points":"5"}]}',
        b'{"next":"x","previous":null,"results":[]}',
    ],
)
def test_everything_else_matters(other: bytes) -> None:
    assert canonical(200, other) != canonical(200, PAGE)


def test_of_an_error_the_status_and_the_fields_count() -> None:
    error = b'{"detail":"one","errors":[{"field":"city","detail":"two"}]}'
    assert canonical(400, error) == canonical(400, b'{"errors":[{"field":"city"}]}')
    assert canonical(400, error) != canonical(404, error)
    assert canonical(400, error) != canonical(400, b'{"errors":[{"field":"page"}]}')
    assert canonical(204, b"") == b"204"
