from bench.measure.gates import Limits


def test_other_programs_disturb_from_the_limit_on() -> None:
    limits = Limits(most_foreign_share=0.05)
    assert limits.busy(0.05)
    assert not limits.busy(0.049)


def test_where_their_share_is_not_measured_nothing_is_judged_by_it() -> None:
    assert not Limits().busy(None)
