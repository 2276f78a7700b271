"""What the diagnosis of regularization goes by: the penalty that is left out, and the factors of the formulas."""

import numpy as np
import pytest

from tests.misconceptions import Misconceptions
from tests.regularization.reference import COST, DROPOUT_BACKWARD, DROPOUT_FORWARD, EXERCISES, L2_BACKWARD, MARKING


@pytest.mark.parametrize(("name", "outputs"), [(COST, {"cost"}), (L2_BACKWARD, {"dW1", "dW2", "dW3"})])
def test_an_answer_without_the_penalty_is_off_by_just_that(name, outputs):
    (_, penalty) = EXERCISES[name].term
    for case in Misconceptions(MARKING).answered(name, "penalty-left-out", 0).cases:
        terms = penalty(case.question.inputs)
        assert terms.keys() == outputs
        for output, term in terms.items():
            np.testing.assert_allclose(case.question.expected[output] - case.own[output], term, rtol=1e-9)


def test_factors_go_by_the_names_of_the_formula():
    values = {name: exercise.factors(exercise.cases[0].inputs) for name, exercise in EXERCISES.items()}
    assert values[COST] == {"m": 5, "lambda": 0.1}
    assert values[L2_BACKWARD] == {"m": 5, "lambda": 0.7}
    assert values[DROPOUT_FORWARD] == {"keep_prob": 0.7, "1 - keep_prob": pytest.approx(0.3)}
    assert values[DROPOUT_BACKWARD] == {"keep_prob": 0.8, "1 - keep_prob": pytest.approx(0.2)}
