"""The comparison of a grading with what the README of the examples promises."""

import pytest

from scripts import promise

README = """
| student | what it is | `cost` | `backward` | status | score |
|---|---|---|---|---|---:|
| `ada` | all right | passed | partial 5 | graded | 15 |
| `bob` | no notebook | – | – | unreadable | 0 |

| command | what for |
|---|---|
| `autograder list` | what there is |
"""

ADA = {
    "student": "ada",
    "status": "graded",
    "score": 15.0,
    "exercises": [
        {"name": "cost", "status": "passed", "score": 10.0},
        {"name": "backward", "status": "partial", "score": 5.0},
    ],
}
BOB = {"student": "bob", "status": "unreadable", "score": 0.0, "exercises": []}


def differences(*results):
    return list(promise.differences(promise.promised(README), results))


def test_kept_promises_in_any_order_are_no_difference():
    assert differences(BOB, ADA) == []


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (ADA | {"score": 20.0}, "ada, score: 15 is promised, and came out as 20."),
        (ADA | {"status": "unrecognised"}, "ada, status: graded is promised, and came out as unrecognised."),
        (ADA | {"exercises": ADA["exercises"][:1]}, "ada, backward: partial 5 is promised, and came out as nothing."),
        (ADA | {"student": "eve"}, "eve is graded, but nothing is promised."),
    ],
)
def test_a_broken_promise_is_told(result, sentence):
    assert sentence in differences(result, BOB)


def test_who_is_not_graded_is_missed():
    assert differences(ADA) == ["bob is not graded."]


def test_two_promises_for_one_student_are_refused():
    with pytest.raises(ValueError, match="ada is promised twice"):
        promise.promised(README + README)
