"""Pages as ready bytes in Redis, until a write commits. The last rung on DRF."""

from crm_ladder.patterns.generation_cache import CachedListMixin, Generation

customers = Generation("customers", tables=["customers_customer", "customers_address", "customers_relationship"])

# When Django has started.
start = customers.watch_writes


class Mixin(CachedListMixin):
    generation = customers
