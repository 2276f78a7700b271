"""Points: monotone, exact at both ends, and nothing for a memorised answer."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from autograder.grading.score import Sheet, earnings, points, share
from autograder.model import Output

NAMES = ("dZ3", "dW3", "dW2", "dW1")
WEIGHTS = st.floats(0.01, 10)
OUTPUTS = st.builds(
    lambda weights, given: tuple(
        Output(name, weight=weight, given=name in given) for name, weight in zip(NAMES, weights, strict=True)
    ),
    st.tuples(*[WEIGHTS] * len(NAMES)),
    st.sets(st.sampled_from(NAMES)),
)
RIGHT = st.frozensets(st.sampled_from(NAMES))
SHEETS = st.lists(st.builds(Sheet, st.booleans(), RIGHT, WEIGHTS), min_size=1, max_size=6)


def score(outputs, sheets):
    return share(sheets, earnings(outputs, sheets))


@given(OUTPUTS, SHEETS, st.data())
def test_one_more_right_output_never_costs(outputs, sheets, data):
    place = data.draw(st.integers(0, len(sheets) - 1))
    name = data.draw(st.sampled_from(NAMES))
    sheet = sheets[place]
    better = [*sheets[:place], Sheet(sheet.confirms, sheet.right | {name}, sheet.weight), *sheets[place + 1 :]]
    assert score(outputs, better) >= score(outputs, sheets) - 1e-12


@given(SHEETS, st.data())
def test_one_case_that_earns_more_never_costs(sheets, data):
    earned = data.draw(st.lists(st.floats(0, 1), min_size=len(sheets), max_size=len(sheets)))
    place = data.draw(st.integers(0, len(sheets) - 1))
    better = [*earned[:place], data.draw(st.floats(earned[place], 1)), *earned[place + 1 :]]
    assert share(sheets, better) >= share(sheets, earned) - 1e-12


@given(OUTPUTS, SHEETS)
def test_all_right_is_exactly_everything_and_nothing_right_is_nothing(outputs, sheets):
    for right, whole in ((frozenset(NAMES), 1.0), (frozenset(), 0.0)):
        same = [Sheet(sheet.confirms, right, sheet.weight) for sheet in sheets]
        assert earnings(outputs, same) == [whole] * len(same)
        assert points(10, score(outputs, same)) == 10 * whole


@given(OUTPUTS, SHEETS)
def test_public_answers_alone_earn_nothing(outputs, sheets):
    assume(any(sheet.confirms for sheet in sheets))
    memorised = [Sheet(sheet.confirms, frozenset(() if sheet.confirms else NAMES), sheet.weight) for sheet in sheets]
    assert score(outputs, memorised) == 0


@given(OUTPUTS, RIGHT)
def test_without_hidden_cases_public_ones_count(outputs, right):
    assert earnings(outputs, [Sheet(False, right)]) == earnings(outputs, [Sheet(True, right)])


@given(OUTPUTS, SHEETS)
def test_what_was_handed_out_earns_nothing_by_itself(outputs, sheets):
    handed_out = frozenset(output.name for output in outputs if output.given)
    assume(len(handed_out) < len(outputs))
    assert score(outputs, [Sheet(sheet.confirms, handed_out, sheet.weight) for sheet in sheets]) == 0


def test_what_was_handed_out_earns_in_step():
    outputs = (Output("dZ3", weight=1, given=True), Output("dW3", weight=2), Output("dW2", weight=2))
    assert earnings(outputs, [Sheet(True, {"dZ3", "dW3"})]) == [pytest.approx(0.5)]
    assert earnings(outputs, [Sheet(True, {"dW2", "dW3"})]) == [pytest.approx(0.8)]


def test_a_public_output_counts_where_a_hidden_case_confirms_it():
    outputs = (Output("D1"), Output("A1"))
    sheets = [Sheet(False, {"D1", "A1"}), Sheet(True, {"D1"}), Sheet(True, set())]
    assert earnings(outputs, sheets) == [0.5, 0.5, 0.0]


def test_points_are_rounded_to_hundredths():
    assert points(10, 2 / 3) == 6.67
    assert points(10, 0.1 + 0.2) == 3.0
