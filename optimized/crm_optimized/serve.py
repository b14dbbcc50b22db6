"""Serve with uvicorn: `python -m crm_optimized.serve --port 8000 --workers 2`.

These are uvicorn's own options with the defaults of this service. An option on the command line wins, and so does
another application, such as `--factory floors.without_invalidation:application`.
"""

import uvicorn

DEFAULTS = {
    "app": "crm_optimized.asgi:application",
    "http": "crm_optimized.api.bounded_requests:BoundedRequests",
    "access_log": False,
    # Seconds until a worker that does not respond is replaced. uvicorn's default of 5 s took 5.5 s for a frozen worker.
    "timeout_worker_healthcheck": 2,
    # Seconds that requests in progress get to end after SIGTERM; uvicorn has no limit by default. The container image
    # passes 8, because Docker kills a container after 10.
    "timeout_graceful_shutdown": 10,
}

if __name__ == "__main__":
    uvicorn.main(default_map=DEFAULTS)
