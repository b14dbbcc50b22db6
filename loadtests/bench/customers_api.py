"""The contract's path of customers, and its page sizes."""

CUSTOMERS = "/api/v1/customers"

# The default page.
PAGE_ROWS = 20

# The largest page.
STEP_ROWS = 100
