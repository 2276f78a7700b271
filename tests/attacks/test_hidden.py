"""Figures of hidden cases are found wherever a result tells them."""

import numpy as np
import pytest

from autograder import assignments
from autograder.model import ExerciseResult, Fate, Message, Question, Result, Status, Verdict
from autograder.papers import Paper
from tests.attacks.hidden import Hidden

HIDDEN = Hidden(
    Paper(
        assignments.load("regularization"),
        {
            "f": (
                Question("known", True, (0.98765432109876,), {"y": 1.0}),
                Question(
                    "drawn", False, ({"W": np.array([[0.5, -0.0123456789012345]])}, [3, 0.1]), {"y": 271.828182845}
                ),
            )
        },
        hidden=True,
    )
)


def told(public, printed="", **values):
    verdict = Verdict("a case", public, Status.WRONG, message=Message("value", values))
    exercise = ExerciseResult("f", Status.WRONG, 0.0, 10.0, (verdict,), printed=printed)
    return HIDDEN.told(Result("eve.ipynb", "eve", "123456" * 8, Fate.GRADED, seconds=12.3456, exercises=(exercise,)))


@pytest.mark.parametrize(
    "values",
    [
        {"got": -0.0123456789012345},
        {"code": "# 123456"},
        {"line": 1234567},
        {"got": "[271.828182845]"},
        {"text": "1.23456e-02"},
    ],
)
def test_a_few_digits_in_what_is_said_of_a_hidden_case_are_enough(values):
    assert told(public=False, **values)
    assert not told(public=False, **dict.fromkeys(values, 99))


@pytest.mark.parametrize("printed", ["0.0123456789012345", "[1, -0.0123456789012]", "271.828182845", "2718281828450"])
def test_a_whole_figure_is_found_anywhere(printed):
    assert told(public=True, printed=printed) == (len(printed) > 12)


@pytest.mark.parametrize("printed", ["0.98765432109876", "123456", "0x123456789012345", "0.5", "3", "0.1000000000000"])
def test_what_is_known_or_round_or_no_figure_is_nothing_hidden(printed):
    assert not told(public=True, printed=printed)
