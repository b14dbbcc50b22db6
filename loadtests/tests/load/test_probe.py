from bench.load.probe import Probe


def test_as_many_requests_fit_as_the_workers_answer_one_after_the_other() -> None:
    assert Probe(latency_s=0.04, cpu_s=0.04, workers=2).capacity_per_s(2) == 50


def test_work_that_uses_more_cores_than_workers_halves_the_capacity() -> None:
    assert Probe(latency_s=0.1, cpu_s=0.2, workers=2).capacity_per_s(2) == 10


def test_an_iteration_without_cpu_time_that_can_be_read_counts_by_its_latency() -> None:
    assert Probe(latency_s=0.1, cpu_s=0.0, workers=2).capacity_per_s(2) == 20
