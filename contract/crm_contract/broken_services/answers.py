"""Services with one mistake each in the form of their answers. The black-box tests must notice it."""

import json
from dataclasses import replace

from crm_contract.oracle.customers import Customer, Json
from crm_contract.reference_service.messages import Request, Response
from crm_contract.reference_service.service import Service


class _ChangedAnswer(Service):
    def change(self, request: Request, response: Response) -> Response:
        return response

    def respond(self, request: Request) -> Response:
        return self.change(request, super().respond(request))


def with_headers(response: Response, **changed: str | None) -> Response:
    headers = {**response.headers, **{name.replace("_", "-"): value for name, value in changed.items()}}
    return replace(response, headers={name: value for name, value in headers.items() if value is not None})


class PlainJsonProblems(_ChangedAnswer):
    def change(self, request: Request, response: Response) -> Response:
        return with_headers(response, Content_Type="application/json") if response.status >= 400 else response


class CharsetOnJson(_ChangedAnswer):
    def change(self, request: Request, response: Response) -> Response:
        is_json = response.headers.get("Content-Type") == "application/json"
        return with_headers(response, Content_Type="application/json; charset=utf-8") if is_json else response


class EscapedJson(_ChangedAnswer):
    def change(self, request: Request, response: Response) -> Response:
        if response.status == 200 and response.headers.get("Content-Type") == "application/json":
            return replace(response, body=json.dumps(json.loads(response.body), separators=(",", ":")).encode())
        return response


class SpacedJson(_ChangedAnswer):
    def change(self, request: Request, response: Response) -> Response:
        if response.status == 200 and response.headers.get("Content-Type") == "application/json":
            return replace(response, body=json.dumps(json.loads(response.body), ensure_ascii=False).encode())
        return response


class ErrorsNotSorted(_ChangedAnswer):
    def change(self, request: Request, response: Response) -> Response:
        if response.status != 400:
            return response
        document = json.loads(response.body)
        return replace(response, body=json.dumps(document | {"errors": document["errors"][::-1]}).encode())


class ErrorsRepeatTheInput(_ChangedAnswer):
    def change(self, request: Request, response: Response) -> Response:
        if response.status != 400:
            return response
        document = json.loads(response.body) | {"detail": f"{request.query} {request.body!r}"}
        return replace(response, body=json.dumps(document).encode())


class ErrorsOnEveryProblem(_ChangedAnswer):
    def change(self, request: Request, response: Response) -> Response:
        if response.status != 404 or not response.body:
            return response
        document = json.loads(response.body) | {"errors": [{"field": "id", "detail": "Unknown."}]}
        return replace(response, body=json.dumps(document).encode())


class OptionsAnswered(_ChangedAnswer):
    def change(self, request: Request, response: Response) -> Response:
        return Response(200) if request.method == "OPTIONS" else response


class AllowForgotten(_ChangedAnswer):
    def change(self, request: Request, response: Response) -> Response:
        return with_headers(response, Allow=None)


class AllowIncomplete(_ChangedAnswer):
    def change(self, request: Request, response: Response) -> Response:
        allow = response.headers.get("Allow")
        return with_headers(response, Allow=allow.replace("HEAD, ", "")) if allow else response


class HeadRefused(_ChangedAnswer):
    def respond(self, request: Request) -> Response:
        return super().respond(replace(request, method="PROPFIND" if request.method == "HEAD" else request.method))


class SlashTolerated(_ChangedAnswer):
    def respond(self, request: Request) -> Response:
        return super().respond(replace(request, path=request.path.rstrip("/") or "/"))


class AnyDigitsAreAnId(_ChangedAnswer):
    def respond(self, request: Request) -> Response:
        path = "".join(str(int(c)) if c.isdecimal() else c for c in request.path)
        return super().respond(replace(request, path=path.strip()))


class HugeIdBreaks(_ChangedAnswer):
    def change(self, request: Request, response: Response) -> Response:
        return replace(response, status=500) if request.path.endswith("9223372036854775808") else response


class LongBodiesTaken(_ChangedAnswer):
    def change(self, request: Request, response: Response) -> Response:
        return replace(response, status=400) if response.status == 413 else response


class DeepBodiesBreak(_ChangedAnswer):
    def change(self, request: Request, response: Response) -> Response:
        return replace(response, status=500) if b"[" * 1000 in (request.body or b"") else response


class LocationForgotten(_ChangedAnswer):
    def change(self, request: Request, response: Response) -> Response:
        return with_headers(response, Location=None)


class LocationRelative(_ChangedAnswer):
    def change(self, request: Request, response: Response) -> Response:
        location = response.headers.get("Location")
        return with_headers(response, Location=location.removeprefix(request.origin)) if location else response


class DeleteAnswers200(_ChangedAnswer):
    def change(self, request: Request, response: Response) -> Response:
        return replace(response, status=200) if response.status == 204 else response


class NotReady(_ChangedAnswer):
    def change(self, request: Request, response: Response) -> Response:
        return replace(response, body=b'{"status":"up"}') if request.path == "/readyz" else response


class DocumentationFromElsewhere(_ChangedAnswer):
    def change(self, request: Request, response: Response) -> Response:
        return replace(response, body=response.body.replace(b"/static", b"https://cdn.example/static"))


class SpecificationLacksAParameter(_ChangedAnswer):
    def change(self, request: Request, response: Response) -> Response:
        if request.path != "/api/openapi.json":
            return response
        document = json.loads(response.body)
        document["paths"]["/api/v1/customers"]["get"]["parameters"].pop()
        return replace(response, body=json.dumps(document).encode())


class MembersInAnotherOrder(Service):
    def document(self, customer: Customer) -> Json:
        return dict(sorted(super().document(customer).items()))


class AddressFlattened(Service):
    def document(self, customer: Customer) -> Json:
        document = super().document(customer)
        return document | (document["address"] or {})


class ZerosOfTheFractionDropped(Service):
    def document(self, customer: Customer) -> Json:
        document = super().document(customer)
        activity = document["relationship"]["last_activity"]
        document["relationship"]["last_activity"] = activity and activity.replace(".000000", "")
        return document


BROKEN_ANSWERS: list[type[Service]] = [
    PlainJsonProblems,
    CharsetOnJson,
    EscapedJson,
    SpacedJson,
    ErrorsNotSorted,
    ErrorsRepeatTheInput,
    ErrorsOnEveryProblem,
    OptionsAnswered,
    AllowForgotten,
    AllowIncomplete,
    HeadRefused,
    SlashTolerated,
    AnyDigitsAreAnId,
    HugeIdBreaks,
    LongBodiesTaken,
    DeepBodiesBreak,
    LocationForgotten,
    LocationRelative,
    DeleteAnswers200,
    NotReady,
    DocumentationFromElsewhere,
    SpecificationLacksAParameter,
    MembersInAnotherOrder,
    AddressFlattened,
    ZerosOfTheFractionDropped,
]
