"""Services with one mistake each in their writes. The black-box tests must notice it."""

import json
import unicodedata
from dataclasses import replace
from datetime import datetime

from crm_contract.oracle.bodies import read_body
from crm_contract.oracle.customers import Customer, Json
from crm_contract.reference_service.messages import Request, Response
from crm_contract.reference_service.service import Service

type Read = tuple[dict[str, Json], dict[str, str]]


class _ChangedBody(Service):
    """A service that changes a body before it reads it."""

    def change(self, body: dict[str, Json]) -> None:
        """Change the body in place."""

    def read(self, request: Request, merge_into: Customer | None) -> Read:
        try:
            body = json.loads(request.body or b"")
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            return super().read(request, merge_into)
        self.change(body)
        return super().read(replace(request, body=json.dumps(body).encode()), merge_into)


class NumbersInStringsTaken(_ChangedBody):
    def change(self, body: dict[str, Json]) -> None:
        relationship = body.get("relationship")
        if isinstance(relationship, dict) and relationship.get("points") == "5":
            relationship["points"] = 5


class TrueIsOne(_ChangedBody):
    def change(self, body: dict[str, Json]) -> None:
        relationship = body.get("relationship")
        if isinstance(relationship, dict) and relationship.get("points") is True:
            relationship["points"] = 1


class WholeFloatsTaken(_ChangedBody):
    def change(self, body: dict[str, Json]) -> None:
        relationship = body.get("relationship")
        if isinstance(relationship, dict) and relationship.get("points") == 1.0:
            relationship["points"] = 1


class NumbersAsText(_ChangedBody):
    def change(self, body: dict[str, Json]) -> None:
        if type(body.get("phone_number")) is int:
            body["phone_number"] = str(body["phone_number"])


class EmptyTextIsNull(_ChangedBody):
    def change(self, body: dict[str, Json]) -> None:
        if body.get("phone_number") == "":
            body["phone_number"] = None


class NulStripped(_ChangedBody):
    def change(self, body: dict[str, Json]) -> None:
        for name, value in body.items():
            if isinstance(value, str):
                body[name] = value.replace("\0", "")


class TextTrimmed(_ChangedBody):
    def change(self, body: dict[str, Json]) -> None:
        for name, value in body.items():
            if isinstance(value, str) and value.strip():
                body[name] = value.strip()


class RelationshipMayBeNull(_ChangedBody):
    def change(self, body: dict[str, Json]) -> None:
        if "relationship" in body and body["relationship"] is None:
            del body["relationship"]


class UnknownMembersRefused(Service):
    def read(self, request: Request, merge_into: Customer | None) -> Read:
        fields, errors = super().read(request, merge_into)
        return fields, errors or ({"nickname": "Unknown."} if b"nickname" in (request.body or b"") else {})


class NotNormalised(Service):
    def read(self, request: Request, merge_into: Customer | None) -> Read:
        fields, errors = super().read(request, merge_into)
        if not errors and "first_name" in fields:
            sent = json.loads(request.body or b"").get("first_name", fields["first_name"])
            fields["first_name"] = sent if unicodedata.normalize("NFC", sent) == fields["first_name"] else "?"
        return fields, errors


class ActivityInItsOwnZone(Service):
    def read(self, request: Request, merge_into: Customer | None) -> Read:
        fields, errors = super().read(request, merge_into)
        if not errors and fields["last_activity"]:
            sent = json.loads(request.body or b"").get("relationship", {}).get("last_activity")
            if sent:
                local = datetime.fromisoformat(sent).replace(tzinfo=None)
                fields["last_activity"] = local.replace(tzinfo=fields["last_activity"].tzinfo)
        return fields, errors


class FirstErrorOnly(Service):
    def read(self, request: Request, merge_into: Customer | None) -> Read:
        fields, errors = super().read(request, merge_into)
        return fields, dict(sorted(errors.items())[:1])


class NanTaken(Service):
    def read(self, request: Request, merge_into: Customer | None) -> Read:
        try:
            return read_body(json.loads(request.body or b""), merge_into=merge_into)
        except (ValueError, RecursionError):
            return super().read(request, merge_into)


class PutMerges(Service):
    def read(self, request: Request, merge_into: Customer | None) -> Read:
        there = self.oracle.get(int(request.path.rpartition("/")[2])) if request.method == "PUT" else merge_into
        return super().read(request, there)


class PatchReplaces(Service):
    def read(self, request: Request, merge_into: Customer | None) -> Read:
        fields, errors = super().read(request, merge_into)
        if request.method == "PATCH" and not errors and "relationship" not in json.loads(request.body or b""):
            fields |= {"points": 0, "last_activity": None}
        return fields, errors


class PatchReplacesAddress(Service):
    def read(self, request: Request, merge_into: Customer | None) -> Read:
        fields, errors = super().read(request, merge_into)
        if request.method == "PATCH" and not errors and fields["address"]:
            given = json.loads(request.body or b"").get("address", {"street": 1})
            fields["address"] = replace(fields["address"], **({} if "street" in given else {"street": None}))
        return fields, errors


class LastUpdatedStays(Service):
    def now(self) -> datetime:
        return getattr(self, "_first", None) or self._remember(super().now())

    def _remember(self, moment: datetime) -> datetime:
        self._first = moment
        return moment


class CustomerIdMayRepeat(Service):
    def _taken(self, customer_id: str, but_by: int | None) -> dict[str, str]:
        return {}


class CustomerIdTakenInAnyCase(Service):
    def _taken(self, customer_id: str, but_by: int | None) -> dict[str, str]:
        others = (other for other in self.oracle.customers() if other.id != but_by)
        return {"customer_id": "Taken."} if any(o.customer_id.lower() == customer_id.lower() for o in others) else {}


class OwnCustomerIdTaken(Service):
    def _taken(self, customer_id: str, but_by: int | None) -> dict[str, str]:
        return super()._taken(customer_id, None)


class AnyMediaType(Service):
    def refuse_body(self, request: Request) -> Response | None:
        return super().refuse_body(replace(request, content_type="application/json"))


class CharsetRefused(Service):
    def refuse_body(self, request: Request) -> Response | None:
        return super().refuse_body(replace(request, content_type=request.content_type.replace("; charset", "-charset")))


class MergesIntoWhatItReadBefore(Service):
    """Reads a customer, lets others write, and then writes all members: it takes the lock too late."""

    def read(self, request: Request, merge_into: Customer | None) -> Read:
        fields = super().read(request, merge_into)
        if request.method == "PATCH":
            self.let_others_write()
        return fields


class DeletesWhatIsGone(Service):
    """Two deletions at the same time both find the customer."""

    def _delete(self, identity: int) -> Response:
        if self.oracle.get(identity) is None:
            return super()._delete(identity)
        self.let_others_write()
        return super()._delete(identity) if self.oracle.get(identity) else Response(204)


class DeletedStaysInLists(Service):
    def invalidate(self) -> None:
        """Forget cached lists only if there are more customers than before."""
        count = len(self.oracle.customers())
        if count >= getattr(self, "_count", 0):
            super().invalidate()
        self._count = count


BROKEN_WRITES: list[type[Service]] = [
    NumbersInStringsTaken,
    TrueIsOne,
    WholeFloatsTaken,
    NumbersAsText,
    EmptyTextIsNull,
    NulStripped,
    TextTrimmed,
    RelationshipMayBeNull,
    UnknownMembersRefused,
    NotNormalised,
    ActivityInItsOwnZone,
    FirstErrorOnly,
    NanTaken,
    PutMerges,
    PatchReplaces,
    PatchReplacesAddress,
    LastUpdatedStays,
    CustomerIdMayRepeat,
    CustomerIdTakenInAnyCase,
    OwnCustomerIdTaken,
    AnyMediaType,
    CharsetRefused,
    MergesIntoWhatItReadBefore,
    DeletesWhatIsGone,
    DeletedStaysInLists,
]
