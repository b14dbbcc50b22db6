"""The contract's address of customers, and its pages."""

CUSTOMERS = "/api/v1/customers"
PAGE_ROWS = 20  # the contract's default page
STEP_ROWS = 100  # the contract's largest page
