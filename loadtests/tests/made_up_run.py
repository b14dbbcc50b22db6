"""What k6 did in a run without fault, for tests."""

from bench.load.k6 import Run, latency

FINE = Run(
    duration_s=1.5,
    planned_s=1.5,
    offered_per_s=20.0,
    iterations=30,
    late=0,
    dropped=0,
    requests=30,
    failed=0,
    checks_failed=0,
    failing_checks=(),
    cache_hits=0,
    cache_answers=0,
    latency=latency(30, [20.0] * 201),
    latency_by_request={},
    cpu_s=0.15,
    wall_s=1.7,
    console=[],
)
