"""What right, wrong and lazy answers to the regularization assignment earn, in every set alike."""

import inspect

import numpy as np
import pytest

from autograder import papers
from autograder.grading.judge import judge
from autograder.grading.messages import Says
from autograder.model import Returned, Status
from tests.marking import SECRET
from tests.regularization.reference import (
    ASSIGNMENT,
    COST,
    DROPOUT_BACKWARD,
    DROPOUT_FORWARD,
    EXERCISES,
    HELPERS,
    L2_BACKWARD,
    call,
    drawn_answers,
    function,
)
from tests.source_notebook import source_cell

SETS = range(12)


@pytest.fixture(scope="module")
def questions():
    """The questions of an exercise in one of the sets."""
    sets = [
        papers.paper(
            ASSIGNMENT,
            {
                name: [inputs for _, inputs in papers.drawn_inputs(ASSIGNMENT.name, exercise, SECRET, number)]
                for name, exercise in EXERCISES.items()
            },
            {name: drawn_answers(name, number) for name in EXERCISES},
        )
        for number in SETS
    ]
    return lambda name, number=0: sets[number].questions[name]


@pytest.fixture(scope="module")
def grade(questions):
    """What a solution gets; the same in every set."""

    def grade(name, solution):
        results = [
            judge(EXERCISES[name], asked, [call(solution, question) for question in asked])
            for asked in (questions(name, number) for number in SETS)
        ]
        assert len({(result.status, result.score) for result in results}) == 1
        return results[0]

    return grade


# --- right answers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_gives_the_public_figures_and_gets_full_marks(name, grade):
    result = grade(name, function(name))
    assert (result.status, result.score, result.remarks) == (Status.PASSED, 10, ())


@pytest.mark.parametrize("name", EXERCISES)
def test_the_source_notebook_gets_full_marks(name, grade):
    namespace = {}
    exec(HELPERS + source_cell("regularization", name), namespace)
    assert grade(name, namespace[name]).score == 10
    assert tuple(inspect.signature(namespace[name]).parameters) == EXERCISES[name].parameters


RIGHT = [
    (COST, {"return cost": "return np.array([[cost]])"}),
    (COST, {"return cost": "return np.float32(cost).astype(float) * 0 + np.squeeze(cost)"}),
    (COST, {"squares = ": "squares = sum(np.linalg.norm(W) ** 2 for W in (W1, W2, W3)) #"}),
    (L2_BACKWARD, {'"db3": db3': '"db3": float(db3[0, 0]), "more": "keys"'}),
    (L2_BACKWARD, {"np.multiply(dA2, A2 > 0)": "dA2 * np.int64(A2 > 0)"}),
    (L2_BACKWARD, {"np.dot(dZ1, X.T) / m + lambd / m * W1": "1. / m * (dZ1 @ X.T + lambd * W1)"}),
    (DROPOUT_FORWARD, {"D1 < keep_prob": "D1 <= keep_prob", "D2 < keep_prob": "(D2 < keep_prob).astype(int)"}),
    (DROPOUT_FORWARD, {"np.random.rand(A1.shape[0], A1.shape[1])": "np.random.random_sample(A1.shape)"}),
    (DROPOUT_FORWARD, {"    np.random.seed(1)\n": ""}),
    (DROPOUT_FORWARD, {"A1 = A1 * D1": "A1 *= D1", "D2 = D2 < keep_prob": "D2 = np.where(D2 < keep_prob, 1.0, 0.0)"}),
    (DROPOUT_FORWARD, {"return A3, cache": "return [A3, list(cache)]"}),
    (DROPOUT_BACKWARD, {"dA2 = dA2 * D2": "dA2[D2 == 0] = 0", "dA1 = dA1 / keep_prob": "dA1 /= keep_prob"}),
    (DROPOUT_BACKWARD, {"dA1 * D1": "np.where(D1, dA1, 0)"}),
]


@pytest.mark.parametrize(("name", "edits"), RIGHT)
def test_right_in_other_words(name, edits, grade):
    result = grade(name, function(name, edits))
    assert (result.status, result.score, result.remarks) == (Status.PASSED, 10, ())


@pytest.mark.parametrize(
    "edits",
    [
        {"np.random.seed(1)": "np.random.seed(7)"},
        {
            "np.random.seed(1)": "rng = np.random.default_rng(1)",
            "np.random.rand(A1.shape[0], A1.shape[1])": "rng.random(A1.shape)",
            "np.random.rand(A2.shape[0], A2.shape[1])": "rng.random(A2.shape)",
        },
        {"np.random.rand(A1.shape[0], A1.shape[1])": "np.random.rand(A1.shape[1], A1.shape[0]).T"},
        {"D1 < keep_prob": "np.random.binomial(1, keep_prob, size=A1.shape)"},
        {"D1 < keep_prob": "1 - D1 < keep_prob", "D2 < keep_prob": "D2 >= 1 - keep_prob"},
    ],
)  # fmt: skip
def test_masks_of_another_generator_are_right_with_a_remark(edits, grade):
    result = grade(DROPOUT_FORWARD, function(DROPOUT_FORWARD, edits))
    assert (result.status, result.score) == (Status.PASSED, 10)
    assert [remark.values["variant"] for remark in result.remarks] == ["another-generator"]


# --- wrong answers ----------------------------------------------------------------------------------------------

WRONG = [
    (COST, {" + np.sum(np.square(W3))": ""}, 0),
    (COST, {"np.square": "np.squeeze"}, 0),
    (COST, {"(2 * m)": "m"}, 0),
    (COST, {" + lambd / (2 * m) * squares": ""}, 0),
    (COST, {"np.sum(np.square(W3))": "np.sum(np.square(W2))"}, 0),
    (COST, {"np.square(W1)": "np.abs(W1)"}, 0),
    (L2_BACKWARD, {" + lambd / m * W1": ""}, 6.67),
    (L2_BACKWARD, {"lambd / m * W3": "lambd / (2 * m) * W3"}, 6.67),
    (L2_BACKWARD, {" + lambd / m * W1": "", " + lambd / m * W2": "", " + lambd / m * W3": ""}, 0),
    (L2_BACKWARD, {"lambd / m": "lambd"}, 0),
    (DROPOUT_FORWARD, {"    A1 = A1 / keep_prob\n": ""}, 7.5),
    (DROPOUT_FORWARD, {"    A1 = A1 / keep_prob\n": "", "    A2 = A2 / keep_prob\n": ""}, 5),
    (DROPOUT_FORWARD, {"D1 < keep_prob": "D1 > keep_prob"}, 7.5),
    (DROPOUT_FORWARD, {"rand(A1.shape[0], ": "rand(1, ", "rand(A2.shape[0], ": "rand(1, "}, 0),
    (DROPOUT_FORWARD, {"rand(A2.shape[0], ": "rand(1, "}, 5),
    (DROPOUT_FORWARD, {"D2 = np.random.rand": "np.random.seed(1); D2 = np.random.rand"}, 7.5),
    (DROPOUT_FORWARD, {"    A1 = A1 / keep_prob\n": "", "np.random.seed(1)": "np.random.seed(7)"}, 2.5),
    (DROPOUT_FORWARD, {"A1 / keep_prob": "A1 / (1 - keep_prob)"}, 7.5),
    (DROPOUT_FORWARD, {"D1 < keep_prob": "D1 < 1 - keep_prob", "D2 < keep_prob": "D2 < 1 - keep_prob"}, 5),
    (DROPOUT_FORWARD, {"    D1 = D1 < keep_prob\n": "", "    D2 = D2 < keep_prob\n": ""}, 0),
    (DROPOUT_FORWARD, {"D1 < keep_prob": "D1 < 2", "D2 < keep_prob": "D2 < 2"}, 0),
    (DROPOUT_BACKWARD, {"    dA2 = dA2 * D2\n": ""}, 5),
    (DROPOUT_BACKWARD, {"    dA2 = dA2 / keep_prob\n": ""}, 5),
    (DROPOUT_BACKWARD, {"    dA1 = dA1 / keep_prob\n": ""}, 5),
    (DROPOUT_BACKWARD, {"    dA1 = dA1 / keep_prob\n": "", "    dA2 = dA2 / keep_prob\n": ""}, 0),
    (DROPOUT_BACKWARD, {"    dA1 = dA1 * D1\n": "", "    dA2 = dA2 * D2\n": ""}, 0),
    (DROPOUT_BACKWARD, {"dA2 / keep_prob": "dA2 * keep_prob", "dA1 / keep_prob": "dA1 * keep_prob"}, 0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "edits", "score"), WRONG)
def test_wrong_answers_lose_points_and_one_slip_costs_once(name, edits, score, grade):
    result = grade(name, function(name, edits))
    assert result.score == score
    assert result.status is (Status.PARTIAL if score else Status.WRONG)
    assert result.cases[0].status is Status.WRONG  # who sees all green must not lose marks later


@pytest.mark.parametrize(
    ("name", "edits", "least"),
    [
        (L2_BACKWARD, {'"dZ3": dZ3, ': "", '"dA2": dA2, "dZ2": dZ2, ': "", '"dA1": dA1, "dZ1": dZ1, ': ""}, 9),
        (DROPOUT_BACKWARD, {', "db1": db1': ""}, 9.7),
        (DROPOUT_FORWARD, {"return A3, cache": "return A2, cache"}, 9),
    ],
)
def test_losing_what_was_handed_out_costs_a_little(name, edits, least, grade):
    result = grade(name, function(name, edits))
    assert result.status is Status.PARTIAL
    assert least <= result.score < 10


@pytest.mark.parametrize(
    "edits",
    [
        {"D2 = np.random.rand": "np.random.seed(7); D2 = np.random.rand", "np.random.seed(1)": "np.random.seed(7)"},
        {"D1 < keep_prob": "np.tile(D1[:1], (len(D1), 1)) < keep_prob"},
        {"D1 < keep_prob": "np.tile(D1[:, :1], D1.shape[1]) < keep_prob"},
        {"D1 < keep_prob": "(np.arange(D1.size) * keep_prob % 1 < keep_prob).reshape(D1.shape)"},
        {"D1 < keep_prob": "Z1 < np.quantile(Z1, keep_prob)"},
        {"D1 < keep_prob": "D1 < 0.5", "D2 < keep_prob": "D2 < 0.5"},
        {"D1 < keep_prob": "D1 < 1 - keep_prob", "np.random.seed(1)": "np.random.seed(7)"},
        {"D1 < keep_prob": "D1 < 2", "np.random.seed(1)": "np.random.seed(7)"},
    ],
)
def test_masks_that_are_not_random_are_no_variant(edits, questions):
    solution = function(DROPOUT_FORWARD, edits)
    for number in SETS:
        asked = questions(DROPOUT_FORWARD, number)
        result = judge(EXERCISES[DROPOUT_FORWARD], asked, [call(solution, question) for question in asked])
        assert result.status is not Status.PASSED
        assert result.score < 9


def zeros(value):
    if isinstance(value, dict):
        return {key: zeros(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return tuple(zeros(part) for part in value)
    return np.zeros_like(value)


@pytest.mark.parametrize("name", EXERCISES)
def test_lazy_answers_earn_exactly_nothing(name, grade, questions):
    public = questions(name)[0]
    known = call(function(name), public).value
    lazy = {
        "nothing": lambda *inputs: None,
        "zero": lambda *inputs: 0,
        "the first input": lambda *inputs: inputs[0],
        "all inputs": lambda *inputs: inputs,
        "zeros": lambda *inputs: zeros(function(name)(*inputs)),
        "ones": lambda *inputs: np.ones((1, 5)),
        "the public answer": lambda *inputs: known,
        "the public answer, else zeros": lambda *inputs: (
            known if np.array_equal(inputs[0], public.inputs[0]) else zeros(function(name)(*inputs))
        ),
    }
    for solution in lazy.values():
        result = grade(name, solution)
        assert (result.status, result.score) == (Status.WRONG, 0)
        assert all(case.credit == 0 for case in result.cases)
    memorised = grade(name, lazy["the public answer"])
    assert memorised.cases[0].status is Status.PASSED
    assert [remark.id for remark in memorised.remarks] == [Says.UNCONFIRMED]


def test_no_dropout_at_all_earns_nothing(grade):
    edits = {
        "D1 < keep_prob": "np.ones_like(D1)",
        "D2 < keep_prob": "np.ones_like(D2)",
        "    A1 = A1 / keep_prob\n": "",
    }
    assert grade(DROPOUT_FORWARD, function(DROPOUT_FORWARD, edits)).score == 0


def test_shapes_that_belong_to_the_student_do_not_reach_the_terminal(questions, capfd):
    asked = questions(L2_BACKWARD)
    for value in (None, np.zeros((1, 1)), np.full((3, 5), np.nan), "text"):
        answers = [Returned(dict.fromkeys(question.expected, value)) for question in asked]
        assert judge(EXERCISES[L2_BACKWARD], asked, answers).score == 0
    assert capfd.readouterr() == ("", "")
