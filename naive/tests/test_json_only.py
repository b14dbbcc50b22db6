import pytest
from django.test import Client
from factories import LIST, Send, a_customer
from problem import is_problem

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "text/json", "application/x-www-form-urlencoded", "application/jsonx", "a"]
)
@pytest.mark.parametrize("body", [b"{}", b""])
def test_a_body_that_is_not_declared_json_is_a_415(client: Client, method: str, content_type: str, body: bytes) -> None:
    path = LIST if method == "POST" else f"{LIST}/{a_customer().pk}"

    assert is_problem(client.generic(method, path, data=body, CONTENT_TYPE=content_type), 415)


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "Application/JSON", "application/json;charset=utf-16"]
)
def test_parameters_of_the_content_type_do_not_matter_json_is_utf_8(client: Client, content_type: str) -> None:
    body = b'{"customer_id": "1", "first_name": "\xc3\x89mile", "last_name": "B"}'

    response = client.generic("POST", LIST, data=body, content_type=content_type)

    assert response.json()["first_name"] == "Émile"


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "application/json; indent=4", "", "*/*;q=0"])
def test_the_answer_is_compact_json_whatever_the_client_accepts(client: Client, accept: str) -> None:
    response = client.get(LIST, headers={"Accept": accept})

    assert response["Content-Type"] == "application/json"
    assert response.content == b'{"count":0,"next":null,"previous":null,"results":[]}'


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"null",
        b"5",
        b'"x"',
        b"true",
        b"[]",
        b'[{"first_name": "A"}]',
        b"{",
        b"{'a': 1}",
        b'{"a": 1,}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b"\xef\xbb\xbf{}",
        b'{"first_name": "\xff"}',
        b'{"first_name": "\xed\xa0\x80"}',
        b'{"first_name": "\x00"}',
        '{"first_name": "A"}'.encode("utf-16"),
        b"[" * 65536,
        b'{"a":' * 10000,
    ],
)
def test_a_body_that_is_no_json_object_is_refused_as_body(client: Client, send: Send, method: str, body: bytes) -> None:
    response = send(method, LIST if method == "POST" else f"{LIST}/{a_customer().pk}", body)

    assert is_problem(response, 400)
    assert [error["field"] for error in response.json()["errors"]] == ["body"]


def test_a_deep_or_huge_unknown_member_is_no_error(send: Send) -> None:
    body = b'{"customer_id":"1","first_name":"A","last_name":"B","x":' + b"[" * 100 + b"]" * 100 + b',"y":1e999}'

    assert send("POST", LIST, body).status_code == 201
