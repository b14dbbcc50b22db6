from random import Random

from crm_contract.sample_data.spellings import CHANGES, misspelled, spellings


def test_every_change_of_the_table_comes_once() -> None:
    found = list(spellings("2020-01-01T00:00:00Z"))
    assert len(found) > len(CHANGES) + 100
    assert {"2020-01-01t00:00:00z", "20200101T00:00:00Z", "٢٠٢٠-٠١-٠١T٠٠:٠٠:٠٠Z", " 2020-01-01T00:00:00Z"} <= set(found)


def test_the_same_number_draws_the_same_spellings() -> None:
    drawn = [list(misspelled("42", Random(seed), count=30)) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert len(drawn[0]) == 30
