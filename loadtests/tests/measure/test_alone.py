"""One user of a real service."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from bench.contender.running import RunningContender
from bench.load.modes import MODES
from bench.load.scenarios import SCENARIOS
from bench.measure.alone import measure_alone

MODE = replace(MODES["quick"], paired_s=0.3)


def test_one_user_waits_for_each_answer(enter: Callable[..., RunningContender]) -> None:
    latency, probe = measure_alone(MODE, SCENARIOS["detail"], contender=enter("--slow-ms 10"), position=1)
    assert latency.latency.n >= MODE.least_iterations
    assert latency.latency.p50_ms == pytest.approx(11, abs=4)
    assert probe.latency_s == pytest.approx(0.011, abs=0.004)


def test_an_iteration_with_several_requests_is_a_probe_of_all_of_them(enter: Callable[..., RunningContender]) -> None:
    latency, probe = measure_alone(MODE, SCENARIOS["write"], contender=enter("--cpu-ms 5"), position=1)
    assert latency.latency.n % 4 == 0
    # Of the four requests of a life only the read has work to do.
    assert probe.cpu_s > 0.005
