"""Nobody can work out a small number from what is shown beside it."""

from hypothesis import given
from hypothesis import strategies as st

from commons.places.domain.small_groups import LEAST, suppressed, suppressed_line


def tables(most: int = 30) -> st.SearchStrategy[list[list[int]]]:
    return st.integers(1, 5).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(0, most), min_size=width, max_size=width), min_size=1, max_size=6
        )
    )


def test_large_groups_are_shown_as_they_are() -> None:
    assert suppressed([[5, 10], [0, 7]]) == [[5, 10], [0, 7]]


def test_a_small_number_takes_a_second_one_with_it_in_its_row_and_in_its_column() -> None:
    assert suppressed([[3, 20, 9], [40, 8, 50], [30, 31, 32]]) == [
        [None, 20, None],
        [40, 8, 50],
        [None, 31, None],
    ]


def test_a_number_from_a_small_group_is_left_out_whatever_it_is() -> None:
    assert suppressed_line([0, 50, 60], [3, 100, 100]) == [None, None, 60]


def test_two_small_numbers_that_sum_up_to_less_than_the_least_take_a_third() -> None:
    assert suppressed_line([1, 2, 90, 80]) == [None, None, 90, None]


def test_small_numbers_are_never_alone_together_since_their_sum_may_give_them_away() -> None:
    assert suppressed_line([0, 5, 4, 4]) == [0, None, None, None]
    assert suppressed_line([1, 1, 1, 1, 1, 60, 70]) == [None, None, None, None, None, None, 70]


def test_nothing_to_show_stays_nothing() -> None:
    assert suppressed([]) == []
    assert suppressed_line([]) == []


@given(tables())
def test_what_is_shown_is_true_and_no_small_number_is_shown(counts: list[list[int]]) -> None:
    shown = suppressed(counts)

    for line, row in zip(shown, counts, strict=True):
        for cell, count in zip(line, row, strict=True):
            assert cell in (None, count)
            assert cell is None or cell == 0 or cell >= LEAST


@given(tables())
def test_no_row_and_no_column_gives_a_left_out_number_away_by_its_sum(counts: list[list[int]]) -> None:
    shown = suppressed(counts)
    lines = list(zip(shown, counts, strict=True)) + list(
        zip(zip(*shown, strict=True), zip(*counts, strict=True), strict=True)
    )

    for seen, true in lines:
        out = [count for cell, count in zip(seen, true, strict=True) if cell is None]
        whole_line_is_out = len(out) == len(true)
        assert not out or whole_line_is_out or (len(out) > 1 and sum(out) >= LEAST)
