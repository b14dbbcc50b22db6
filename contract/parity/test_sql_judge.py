"""The two oracles agree: the one in Python, and the one in plain SQL for tables of any size."""

import pytest
from crm_contract.comparison.compare_drawn import SETTINGS
from crm_contract.comparison.database import connect
from crm_contract.comparison.differences import Example
from crm_contract.comparison.judge import OracleJudge
from crm_contract.comparison.loaded_rows import Data
from crm_contract.comparison.query_strategies import examples
from crm_contract.comparison.sql_judge import SqlJudge
from hypothesis import given, seed, settings

EXAMPLES = 300


@pytest.mark.parametrize("which", [0, 1], ids=["naive's database", "optimized's database"])
def test_plain_sql_judges_as_the_oracle(data: Data, database_urls: list[str], *, which: int) -> None:
    with connect(database_urls[which], autocommit=True) as connection:
        by_sql, by_oracle = SqlJudge(connection, patience_s=60), OracleJudge(data.oracle)

        def agree(example: Example) -> None:
            assert by_sql.walk(example.pairs, example.moves) == by_oracle.walk(example.pairs, example.moves)

        seed(1)(settings(SETTINGS, max_examples=EXAMPLES)(given(examples(data.rows))(agree)))()
