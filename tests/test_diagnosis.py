"""What the grader says of wrong answers: the known mistake, two at once, a relation, an exception explained."""

import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from autograder.bench import open_bench, prepare
from autograder.course import Course
from autograder.flow import Bench, grade
from autograder.model import ExerciseResult, Hints, Status, Submission
from autograder.policy import HintPolicy, PolicyError, hint_policy
from autograder.rooms import Settings
from tests.handed_in import BACKWARD_DROPOUT, BACKWARD_L2, COST, FORWARD_DROPOUT, IMPORTS, RIGHT, notebook

ROOT = Path(__file__).parents[1]
SECRET = b"the secret of the tests, always the same"
DEFINED = {
    "compute_cost_with_regularization": COST,
    "backward_propagation_with_regularization": BACKWARD_L2,
    "forward_propagation_with_dropout": FORWARD_DROPOUT,
    "backward_propagation_with_dropout": BACKWARD_DROPOUT,
}
COSTS, BACKWARD, FORWARD, BACKWARD_DROPPED = DEFINED


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    settings = prepare(Settings(Course(ROOT), ("regularization",), SECRET, sys.executable, "bwrap"))
    with open_bench(settings) as bench:
        yield bench


def graded(bench: Bench, name: str, edits: Mapping[str, str]) -> ExerciseResult:
    """What came of an exercise with these edits in its right solution, written in another way than the source's."""
    text = DEFINED[name]
    for old, new in edits.items():
        assert old in text
        text = text.replace(old, new)
    cells = [IMPORTS, *(text if each == name else DEFINED[each] for each in DEFINED)]
    result = grade(Submission("eve.ipynb", "eve", notebook(*cells), "regularization"), bench)
    (exercise,) = (exercise for exercise in result.exercises if exercise.name == name)
    return exercise


def test_right_answers_have_no_diagnosis(bench):
    result = grade(Submission("ada.ipynb", "ada", notebook(*RIGHT), "regularization"), bench)
    assert result.score == 40
    assert not any(exercise.diagnoses for exercise in result.exercises)


@pytest.mark.parametrize(
    ("name", "edits", "ids"),
    [
        (COSTS, {"+ np.sum(np.square(W3))": ""}, ["last-layer-left-out"]),
        (COSTS, {"(2 * m)": "m"}, ["half-left-out"]),
        # two at once
        (COSTS, {"+ np.sum(np.square(W3))": "", "(2 * m)": "m"}, ["last-layer-left-out", "half-left-out"]),
        (COSTS, {"np.square": "np.abs", "(2 * m)": "2"}, ["m-left-out", "absolute-for-square"]),
    ],
)
def test_known_mistakes_are_named_however_they_are_written(bench, name, edits, ids):
    exercise = graded(bench, name, edits)
    assert exercise.score < exercise.max_score
    assert [diagnosis.id for diagnosis in exercise.diagnoses] == ids
    assert all(diagnosis.look and diagnosis.hint for diagnosis in exercise.diagnoses)


@pytest.mark.parametrize(
    ("name", "edits", "called", "values"),
    [
        (COSTS, {"return compute_cost": "return -7 * compute_cost"}, None, {}),
        (COSTS, {"+ penalty": "+ 10 * penalty"}, "term-scaled", {"term": "the penalty", "factor": "10"}),
        (COSTS, {"return compute_cost(A3, Y) + penalty": "return 10 * (compute_cost(A3, Y) + penalty)"}, "scaled", {}),
        (COSTS, {"return compute_cost(A3, Y) + penalty": "return -(compute_cost(A3, Y) + penalty)"}, "negated", {}),
        (
            BACKWARD,
            {'"dW3": dW3': '"dW3": dW3.T', '"dW2": dW2': '"dW2": dW2.T', '"dW1": dW1': '"dW1": dW1.T'},
            "transposed",
            {},
        ),
        (
            BACKWARD,
            {'"dW3": dW3': '"dW3": dW3.ravel()', '"dW2": dW2': '"dW2": dW2.ravel()'},
            "right-values-wrong-shape",
            {},
        ),
        (
            BACKWARD,
            {'"dW3": dW3': '"dW3": W3', '"dW2": dW2': '"dW2": W2', '"dW1": dW1': '"dW1": W1'},
            "never-changed",
            {},
        ),
        (BACKWARD, {'"dW1": dW1': '"dW1": dW1 ** 3'}, "right-for-some", {"right": "dW3, dW2", "wrong": "dW1"}),
        # What follows rightly from it is not named.
        (BACKWARD_DROPPED, {"D2 / keep_prob": "D2 * 7"}, "right-for-some", {"right": "dA1", "wrong": "dA2"}),
        (BACKWARD_DROPPED, {"D2 / keep_prob": "D2 * 2 / keep_prob"}, "scaled", {"outputs": "dA2", "factor": "2"}),
    ],
)
def test_other_figures_are_told_by_their_relation_to_the_right_ones(bench, name, edits, called, values):
    diagnoses = graded(bench, name, edits).diagnoses
    assert [diagnosis.id for diagnosis in diagnoses] == ([called] if called else [])
    for diagnosis in diagnoses:
        assert values.items() <= diagnosis.values.items()
        assert (diagnosis.look + diagnosis.hint).format_map(diagnosis.values)


@pytest.mark.parametrize(
    ("edits", "called", "values"),
    [
        ({"W1, W2": "W1, W_2", "square(W2)": "square(w2)"}, "not-defined", {"name": "w2"}),
        ({"m = Y": "np.float(1); m = Y"}, "removed-from-numpy", {"call": "np.float", "instead": "float"}),
        ({"m = Y": "np.float_(1); m = Y"}, "removed-from-numpy", {"call": "np.float_", "instead": "np.float64"}),
        ({"return compute": "np.array([[1, 2], [3]])\n    return compute"}, "ragged-array", {}),
        ({"return compute": "a = np.zeros(2); a[0] = np.ones((1, 1))\n    return compute"}, "array-for-one-entry", {}),
        ({"return compute": "np.zeros(2, 3)\n    return compute"}, "shape-as-two-arguments", {}),
        ({"return compute": "np.random.rand((2, 3))\n    return compute"}, "tuple-for-numbers", {}),
        ({"m = Y.shape[1]": "m = Y[0].shape[1]"}, "one-dimensional", {}),
        ({"return compute": "return None + compute"}, "none", {}),
        ({"np.square(W1)": "W1 @ W1"}, "shapes-do-not-fit", {}),
        ({"np.square(W1)": "W1 + W2"}, "shapes-do-not-broadcast", {}),
        ({'parameters["W1"]': 'parameters["w1"]'}, "no-such-key", {"key": "w1"}),
        ({"compute_cost(A3, Y)": "compute_cost(A3)"}, "missing-argument", {}),
    ],
)  # fmt: skip
def test_usual_exceptions_are_explained(bench, edits, called, values):
    exercise = graded(bench, COSTS, edits)
    assert exercise.status is Status.ERROR
    (diagnosis,) = exercise.diagnoses
    assert diagnosis.id == called
    assert values.items() <= diagnosis.values.items()
    assert diagnosis.hint.format_map(diagnosis.values)


def test_an_exception_of_a_hidden_case_alone_says_none_of_its_words(bench):
    exercise = graded(bench, COSTS, {"m = Y": "if Y.shape[1] != 5: raise KeyError(str(A3[0, 0]))\n    m = Y"})
    assert next(case.status for case in exercise.cases) is Status.PASSED
    assert not exercise.diagnoses


# --- what students may see ----------------------------------------------------------------------------------------


def test_hints_by_default_name_the_mistake_after_the_due_date_alone(tmp_path):
    policy = hint_policy(tmp_path, "regularization")
    assert (policy.check, policy.feedback(datetime.now(UTC))) == (Hints.FIRST, Hints.FIRST)


def test_the_instructor_decides_for_all_assignments_or_for_one(tmp_path):
    (tmp_path / "autograder.toml").write_text(
        'hints.check = "none"\n[assignments.regularization]\ndue = 2026-12-01T23:59:00+01:00\nhints.check = "both"\n'
    )
    due = datetime(2026, 12, 1, 22, 59, tzinfo=UTC)
    policy = hint_policy(tmp_path, "regularization")
    assert policy == HintPolicy(check=Hints.BOTH, due=due.astimezone(timezone(timedelta(hours=1))))
    assert policy.feedback(due - timedelta(seconds=1)) is Hints.FIRST
    assert policy.feedback(due) is Hints.BOTH
    assert hint_policy(tmp_path, "initialization") == HintPolicy(check=Hints.NONE)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hints = 3", "table"),
        ('hints.check = "all"', "none, first or both"),
        ('hint.check = "both"', "hint"),
        ('[assignments.regularization]\nhints.later = "both"', "later"),
        ("[assignments.regularization]\ndue = 2026-12-01", "offset"),
        ("[assignments.regularization]\ndue = 2026-12-01T23:59:00", "offset"),
        ("[", "cannot be read"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_sentence(tmp_path, text, told):
    (tmp_path / "autograder.toml").write_text(text)
    with pytest.raises(PolicyError, match=told) as refused:
        hint_policy(tmp_path, "regularization")
    assert "autograder.toml" in str(refused.value)
    assert str(refused.value).endswith(".")
