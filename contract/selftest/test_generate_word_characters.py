from generate_word_characters import COPIES, REPOSITORY, source


def test_the_generator_writes_the_copies_with_any_python() -> None:
    written = source()
    assert [copy for copy in COPIES if (REPOSITORY / copy).read_text(encoding="ascii") != written] == []
