"""Commands: a ninja-extra controller over the use cases.

Each is one synchronous function on one writer thread, because Django has no async transaction, and because a client
that disconnects must not cancel half a write.
"""

from django.http import HttpRequest, HttpResponse
from kink import di
from ninja import Body
from ninja_extra import ControllerBase, api_controller, http_delete, http_patch, http_post, http_put

from crm_optimized.api.problems import Problem
from crm_optimized.api.schemas import CustomerIn, CustomerOut, CustomerPatch, merge_patch
from crm_optimized.application.change_customers import CreateCustomer, DeleteCustomer, PatchCustomer, ReplaceCustomer
from crm_optimized.application.errors import CustomerNotFound
from crm_optimized.application.read_models import encode, record_of
from crm_optimized.domain.customer import Customer, StoredCustomer

BIGINT_MAX = 2**63 - 1
ANY_WRITE = {401: Problem, 503: Problem}
ONE = {404: Problem}
WITH_BODY = {400: Problem, 413: Problem, 415: Problem}


@api_controller("/v1/customers", tags=["customers"])
class CustomerCommands(ControllerBase):
    def __init__(self) -> None:
        self._create = di[CreateCustomer]
        self._replace = di[ReplaceCustomer]
        self._patch = di[PatchCustomer]
        self._delete = di[DeleteCustomer]

    # ninja-extra makes random operationIds, which differ between workers, so every command names its own.

    @http_post(
        "",
        operation_id="createCustomer",
        response={201: CustomerOut, **WITH_BODY, **ANY_WRITE},
        summary="Create a customer",
    )
    def create_customer(self, request: HttpRequest, customer: CustomerIn) -> HttpResponse:
        collection = request.build_absolute_uri(request.path)  # raises for a bad host, so it comes before the write
        stored = self._create(customer.to_domain())
        response = _answer(stored, status=201)
        response["Location"] = f"{collection}/{stored.id}"
        return response

    @http_put(
        "/{int:id}",
        operation_id="replaceCustomer",
        response={200: CustomerOut, **WITH_BODY, **ONE, **ANY_WRITE},
        summary="Replace a customer",
    )
    def replace_customer(self, id: int, customer: CustomerIn) -> HttpResponse:
        return _answer(self._replace(_existing(id), customer.to_domain()))

    @http_patch(
        "/{int:id}",
        operation_id="changeCustomer",
        response={200: CustomerOut, **WITH_BODY, **ONE, **ANY_WRITE},
        summary="Change parts of a customer",
    )
    def patch_customer(self, id: int, patch: Body[CustomerPatch]) -> HttpResponse:
        def change(stored: StoredCustomer) -> Customer:
            return CustomerIn.model_validate(merge_patch(record_of(stored), patch)).to_domain()

        return _answer(self._patch(_existing(id), change))

    @http_delete(
        "/{int:id}",
        operation_id="deleteCustomer",
        response={204: None, **ONE, **ANY_WRITE},
        summary="Delete a customer",
    )
    def delete_customer(self, id: int) -> HttpResponse:
        self._delete(_existing(id))
        return HttpResponse(status=204)


def _existing(id: int) -> int:
    if id > BIGINT_MAX:
        raise CustomerNotFound
    return id


def _answer(stored: StoredCustomer, *, status: int = 200) -> HttpResponse:
    return HttpResponse(encode(record_of(stored)), status=status, content_type="application/json")
