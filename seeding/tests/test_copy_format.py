import numpy as np
from copy_stream import rows_of
from crm_seeding.copy_format import Words, bigints, constant, digits, integers, rows, texts

KNOWN = np.array([True, False])


def test_numbers_have_the_width_of_their_type_and_null_has_none() -> None:
    values = np.array([-2, 7])

    assert rows_of(rows(2, bigints(values), integers(values, KNOWN))) == [
        [(-2).to_bytes(8, signed=True), (-2).to_bytes(4, signed=True)],
        [(7).to_bytes(8), None],
    ]


def test_words_are_picked_by_group_and_slot() -> None:
    words = Words([(("a", 1), ("long", 2**14 - 1)), (("b", 2**14),)], texts)
    picked = words.pick(np.array([0, 0, 1]), np.array([0, 1, 5]))

    assert rows_of(rows(1, picked)) == [[b"a"], [b"long"], [b"b"]]


def test_a_word_that_is_not_known_is_null() -> None:
    words = Words([(("a", 2**14),)], texts)

    assert rows_of(rows(1, words.pick(np.array([0, 0]), np.array([3, 3]), known=KNOWN))) == [[b"a"], [None]]


def test_digits_complete_a_text() -> None:
    prefix = constant(1, (5).to_bytes(4) + b"+1")

    assert rows_of(rows(1, prefix, digits(np.array([98_007]), 3, known=np.array([True])))) == [[b"+1007"]]
