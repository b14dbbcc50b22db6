"""The API object: queries and commands under one specification."""

from typing import Any

from crm_optimized.api.customer_commands import CustomerCommands
from crm_optimized.api.customers import queries
from crm_optimized.api.json_body import StrictJsonParser
from crm_optimized.api.problems import add_problem_handlers
from crm_optimized.api.specification import SpecifiedAPI

api = SpecifiedAPI(
    title="Customers",
    version="1",
    description="Three million customers: search, filter, page, change.",
    docs_url="/swagger",
    openapi_url="/openapi.json",
    parser=StrictJsonParser(),
)
add_problem_handlers(api)
api.add_router("/v1/customers", queries)
api.register_controllers(CustomerCommands)

# ninja gives its routes once.
ninja_routes = api.urls
ninja_views: dict[Any, Any] = {route.name: route.callback for route in ninja_routes[0]}  # type: ignore[union-attr]
