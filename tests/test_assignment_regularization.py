"""The regularization assignment: its figures, its draws, and what right, wrong and lazy answers earn."""

import copy
import hashlib
import inspect
import json
import textwrap
from pathlib import Path

import numpy as np
import pytest

from autograder import assignments, papers
from autograder.grading.judge import judge
from autograder.grading.messages import Says
from autograder.model import Raised, Returned, Status
from autograder.notebook.tokens import fingerprint
from autograder.pipeline.leaks import unlisted
from autograder.pipeline.markers import Place
from autograder.pipeline.strip import strip

ASSIGNMENT = assignments.load("regularization")
EXERCISES = {exercise.name: exercise for exercise in ASSIGNMENT.exercises}
COST, L2_BACKWARD, DROPOUT_FORWARD, DROPOUT_BACKWARD = EXERCISES
SECRET = b"a secret for tests alone"
SETS = range(12)
SOURCE = Path(__file__).parents[1] / "source" / "regularization" / "regularization.ipynb"

HELPERS = """
import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def relu(x):
    return np.maximum(0, x)

def compute_cost(A3, Y):
    return 1. / Y.shape[1] * np.nansum(-np.log(A3) * Y - np.log(1 - A3) * (1 - Y))
"""

REFERENCE = {
    COST: """
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    W1, W2, W3 = parameters["W1"], parameters["W2"], parameters["W3"]
    squares = np.sum(np.square(W1)) + np.sum(np.square(W2)) + np.sum(np.square(W3))
    cost = compute_cost(A3, Y) + lambd / (2 * m) * squares
    return cost
""",
    L2_BACKWARD: """
def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    dZ3 = A3 - Y
    dW3 = np.dot(dZ3, A2.T) / m + lambd / m * W3
    db3 = np.sum(dZ3, axis=1, keepdims=True) / m
    dA2 = np.dot(W3.T, dZ3)
    dZ2 = np.multiply(dA2, A2 > 0)
    dW2 = np.dot(dZ2, A1.T) / m + lambd / m * W2
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dA1 = np.dot(W2.T, dZ2)
    dZ1 = np.multiply(dA1, A1 > 0)
    dW1 = np.dot(dZ1, X.T) / m + lambd / m * W1
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return {"dZ3": dZ3, "dW3": dW3, "db3": db3, "dA2": dA2, "dZ2": dZ2, "dW2": dW2, "db2": db2,
            "dA1": dA1, "dZ1": dZ1, "dW1": dW1, "db1": db1}
""",
    DROPOUT_FORWARD: """
def forward_propagation_with_dropout(X, parameters, keep_prob=0.5):
    np.random.seed(1)
    W1, b1, W2, b2, W3, b3 = (parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    Z1 = np.dot(W1, X) + b1
    A1 = relu(Z1)
    D1 = np.random.rand(A1.shape[0], A1.shape[1])
    D1 = D1 < keep_prob
    A1 = A1 * D1
    A1 = A1 / keep_prob
    Z2 = np.dot(W2, A1) + b2
    A2 = relu(Z2)
    D2 = np.random.rand(A2.shape[0], A2.shape[1])
    D2 = D2 < keep_prob
    A2 = A2 * D2
    A2 = A2 / keep_prob
    Z3 = np.dot(W3, A2) + b3
    A3 = sigmoid(Z3)
    cache = (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)
    return A3, cache
""",
    DROPOUT_BACKWARD: """
def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    m = X.shape[1]
    Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3 = cache
    dZ3 = A3 - Y
    dW3 = np.dot(dZ3, A2.T) / m
    db3 = np.sum(dZ3, axis=1, keepdims=True) / m
    dA2 = np.dot(W3.T, dZ3)
    dA2 = dA2 * D2
    dA2 = dA2 / keep_prob
    dZ2 = np.multiply(dA2, A2 > 0)
    dW2 = np.dot(dZ2, A1.T) / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dA1 = np.dot(W2.T, dZ2)
    dA1 = dA1 * D1
    dA1 = dA1 / keep_prob
    dZ1 = np.multiply(dA1, A1 > 0)
    dW1 = np.dot(dZ1, X.T) / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return {"dZ3": dZ3, "dW3": dW3, "db3": db3, "dA2": dA2, "dZ2": dZ2, "dW2": dW2, "db2": db2,
            "dA1": dA1, "dZ1": dZ1, "dW1": dW1, "db1": db1}
""",
}


def function(name, edits=()):
    """The reference solution of an exercise, with edits."""
    source = REFERENCE[name]
    for old, new in dict(edits).items():
        assert old in source
        source = source.replace(old, new)
    namespace = {}
    exec(HELPERS + source, namespace)
    return namespace[name]


def call(solution, question):
    np.random.seed(question.seed)
    try:
        return Returned(solution(*copy.deepcopy(question.inputs)))
    except Exception as error:
        return Raised(type(error).__name__)


def drawn_answers(name, number):
    solution = function(name)
    answers = []
    for case, inputs in papers.drawn_inputs(ASSIGNMENT.name, EXERCISES[name], SECRET, number):
        np.random.seed(case.seed)
        answers.append(solution(*copy.deepcopy(inputs)))
    return answers


@pytest.fixture(scope="module")
def questions():
    """The questions of an exercise in one of the sets."""
    sets = [
        papers.paper(ASSIGNMENT, SECRET, number, {name: drawn_answers(name, number) for name in EXERCISES})
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


# --- the data ----------------------------------------------------------------------------------------------------


def leaves(value):
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, tuple):
        for part in value:
            yield from leaves(part)
    else:
        yield np.asarray(value)


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        (COST, "6430d9b76f4bff7a903ac7ddeb8cbfa39048d51088debe3fcc673a560f3af36c"),
        (L2_BACKWARD, "3c5c4bc4b4264b12cf36ef33412200ab3b582df7183cf1fb69a8916937995528"),
        (DROPOUT_FORWARD, "a436a4cf05527dd6afd9c5b353025d2d2c0a9e242c1369f520e4752cd133df16"),
        (DROPOUT_BACKWARD, "f0d1c250928feb517778bae6cde9c50af3a21a177f8adfc8bccad765cf90918c"),
    ],
)
def test_the_public_inputs_are_those_of_the_course_material_to_the_bit(name, digest):
    whole = hashlib.sha256()
    for array in leaves(EXERCISES[name].cases[0].inputs):
        whole.update(repr((array.shape, array.dtype.str)).encode() + array.tobytes())
    assert whole.hexdigest() == digest


@pytest.mark.parametrize("name", EXERCISES)
def test_the_helpers_of_the_notebook_give_the_same_inputs(name):
    helpers = {}
    exec((SOURCE.parent / "testCases.py").read_text("utf-8"), helpers)
    given = tuple(helpers[f"{name}_test_case"]())
    for ours, theirs in zip(leaves(EXERCISES[name].cases[0].inputs), leaves(given), strict=True):
        np.testing.assert_array_equal(ours, theirs, strict=True)


def test_the_public_figures_are_those_that_the_course_material_prints():
    assert EXERCISES[COST].cases[0].expected == pytest.approx(1.78648594516, abs=5e-12)
    gradients = EXERCISES[L2_BACKWARD].cases[0].expected
    np.testing.assert_allclose(gradients["dW1"][0], [-0.25604646, 0.12298827, -0.28297129], atol=5e-9)
    np.testing.assert_allclose(gradients["dW3"], [[-1.77691347, -0.11832879, -0.09397446]], atol=5e-9)
    A3 = EXERCISES[DROPOUT_FORWARD].cases[0].expected["A3"]
    np.testing.assert_allclose(A3, [[0.36974721, 0.00305176, 0.04565099, 0.49683389, 0.36974721]], atol=5e-9)
    gradients = EXERCISES[DROPOUT_BACKWARD].cases[0].expected
    np.testing.assert_allclose(gradients["dA1"][0], [0.36544439, 0, -0.00188233, 0, -0.17408748], atol=5e-9)


def test_points_and_cases():
    assert ASSIGNMENT.points == 40
    for exercise in EXERCISES.values():
        assert exercise.points == 10
        assert sum(getattr(case, "count", 0) for case in exercise.cases) >= 3


def drawn(name):
    for number in range(64):
        for _, inputs in papers.drawn_inputs(ASSIGNMENT.name, EXERCISES[name], SECRET, number):
            yield inputs


def widths_of(W1, W2, W3):
    assert W1.shape[0] == W2.shape[1]
    assert W2.shape[0] == W3.shape[1]
    return W1.shape[1], W1.shape[0], W2.shape[0]


@pytest.mark.parametrize("name", [L2_BACKWARD, DROPOUT_BACKWARD])
def test_drawn_caches_are_consistent_and_tell_wrong_steps(name):
    sizes, strengths = set(), set()
    for X, Y, cache, strength in drawn(name):
        if name == L2_BACKWARD:
            Z1, A1, W1, b1, Z2, A2, W2, b2, _, A3, W3, b3 = cache
            D1, D2, keep_prob = np.ones(Z1.shape), np.ones(Z2.shape), 1.0
            assert 0.1 <= strength <= 0.9
        else:
            Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, _, A3, W3, b3 = cache
            keep_prob = strength
            assert 0.55 <= keep_prob <= 0.85
            for D, Z in ((D1, Z1), (D2, Z2)):
                assert D.dtype == bool
                assert set(D[Z > 0]) == {True, False}
        np.testing.assert_allclose(Z1, W1 @ X + b1)
        np.testing.assert_allclose(A1, np.maximum(Z1, 0) * D1 / keep_prob)
        np.testing.assert_allclose(Z2, W2 @ A1 + b2)
        np.testing.assert_allclose(A2, np.maximum(Z2, 0) * D2 / keep_prob)
        np.testing.assert_allclose(A3, 1 / (1 + np.exp(-(W3 @ A2 + b3))))
        for A in (A1, A2):
            assert {False, True} == set((A > 0).ravel())
        assert 0 < Y.sum() < Y.size
        assert Y.dtype == np.int64
        size = (*widths_of(W1, W2, W3), X.shape[1])
        assert len(set(size)) == 4
        sizes.add(size)
        strengths.add(strength)
        answer = function(name)(X, Y, cache, strength)
        assert min(np.abs(gradient).max() for gradient in answer.values()) > 1e-5
    assert len(sizes) > 30
    assert len(strengths) == 192


def test_drawn_costs_show_every_layer():
    for A3, Y, parameters, lambd in drawn(COST):
        assert set(Y.ravel()) == {0, 1}
        assert ((A3 > 0) & (A3 < 1)).all()
        for layer in (1, 2, 3):
            assert lambd / (2 * Y.size) * np.sum(parameters[f"W{layer}"] ** 2) > 1e-4


def test_drawn_masks_are_neither_all_on_nor_all_off_and_one_is_large():
    largest = []
    for number in SETS:
        entries = []
        for _, inputs in papers.drawn_inputs(ASSIGNMENT.name, EXERCISES[DROPOUT_FORWARD], SECRET, number):
            np.random.seed(1)
            A3, (Z1, D1, A1, W1, _, Z2, D2, A2, W2, _, _, _, W3, _) = function(DROPOUT_FORWARD)(*inputs)
            for D, Z in ((D1, Z1), (D2, Z2)):
                assert set(D[Z > 0]) == {True, False}
            for A in (A1, A2):
                assert {False, True} == set((A > 0).ravel())
            assert ((A3 > 0.01) & (A3 < 0.99)).all()
            assert len({*widths_of(W1, W2, W3), A3.size}) == 4
            entries.append(D1.size + D2.size)
        largest.append(max(entries))
    assert min(largest) == 4800


# --- right answers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_gives_the_public_figures_and_gets_full_marks(name, grade):
    result = grade(name, function(name))
    assert (result.status, result.score, result.remarks) == (Status.PASSED, 10, ())


def source_cell(name):
    """The cell of the source notebook that defines a graded function."""
    cells = ["".join(cell["source"]) for cell in json.loads(SOURCE.read_text("utf-8"))["cells"]]
    (found,) = [cell for cell in cells if f"def {name}(" in cell]
    return found


@pytest.mark.parametrize("name", EXERCISES)
def test_the_source_notebook_gets_full_marks(name, grade):
    namespace = {}
    exec(HELPERS + source_cell(name), namespace)
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


# --- what was handed out ----------------------------------------------------------------------------------------


def is_stub(name, text):
    return fingerprint(textwrap.dedent(text).strip()) in {fingerprint(stub) for stub in EXERCISES[name].stubs}


def test_older_layouts_are_stubs():
    assert is_stub(
        COST,
        '''
        def compute_cost_with_regularization(A3, Y, parameters, lambd):
            """Cost with a penalty."""
            m = Y.shape[1]
            W1 = parameters["W1"]
            W2 = parameters["W2"]
            W3 = parameters["W3"]

            cross_entropy_cost = compute_cost(A3, Y) # the cross-entropy part

            ### START CODE HERE ### (approx. 1 line)
            L2_regularization_cost = None
            ### END CODER HERE ###

            cost = cross_entropy_cost + L2_regularization_cost

            return cost
        ''',
    )
    assert is_stub(
        DROPOUT_BACKWARD,
        """
        def backward_propagation_with_dropout(X, Y, cache, keep_prob):
            m = X.shape[1]
            (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3) = cache

            dZ3 = A3 - Y
            dW3 = 1./m * np.dot(dZ3, A2.T)
            db3 = 1./m * np.sum(dZ3, axis=1, keepdims = True)
            dA2 = np.dot(W3.T, dZ3)
            #(≈ 2 lines of code)
            # dA2 =                # apply the mask
            # dA2 =                # scale
            # YOUR CODE STARTS HERE


            # YOUR CODE ENDS HERE
            dZ2 = np.multiply(dA2, np.int64(A2 > 0))
            dW2 = 1./m * np.dot(dZ2, A1.T)
            db2 = 1./m * np.sum(dZ2, axis=1, keepdims = True)

            dA1 = np.dot(W2.T, dZ2)
            # YOUR CODE STARTS HERE
            # YOUR CODE ENDS HERE
            dZ1 = np.multiply(dA1, np.int64(A1 > 0))
            dW1 = 1./m * np.dot(dZ1, X.T)
            db1 = 1./m * np.sum(dZ1, axis=1, keepdims = True)

            gradients = {"dZ3": dZ3, "dW3": dW3, "db3": db3,"dA2": dA2,
                         "dZ2": dZ2, "dW2": dW2, "db2": db2, "dA1": dA1,
                         "dZ1": dZ1, "dW1": dW1, "db1": db1}

            return gradients
        """,
    )


@pytest.mark.parametrize("name", EXERCISES)
def test_stubs_are_whole_functions_some_of_which_do_not_parse(name):
    stubs = EXERCISES[name].stubs
    assert len(set(stubs)) == len(stubs)
    broken = 0
    for stub in stubs:
        assert "@" not in stub
        try:
            compile(stub, "stub", "exec")
        except SyntaxError:
            broken += 1
        else:
            exec(stub, {})
    assert 0 < broken < len(stubs)


@pytest.mark.parametrize("name", EXERCISES)
def test_our_own_release_is_a_stub(name):
    released = strip(source_cell(name), Place(1, "cell"))
    assert is_stub(name, released)


def test_short_pieces_of_the_solutions_are_listed_with_a_reason():
    assert unlisted(SOURCE.parent, ASSIGNMENT.short_secrets) == []
    assert all(len(reason.split()) > 5 for reason in ASSIGNMENT.short_secrets.values())


@pytest.mark.parametrize("name", EXERCISES)
def test_a_solution_is_no_stub(name):
    assert not is_stub(name, REFERENCE[name])


# --- the room ---------------------------------------------------------------------------------------------------


def test_assignments_are_found_by_name():
    assert "regularization" in assignments.names()
    assert assignments.load("regularization") is ASSIGNMENT
    for find in (assignments.load, assignments.digest):
        with pytest.raises(assignments.UnknownAssignment, match=r"no assignment 'week5'; there are: .*regularization"):
            find("week5")


def test_the_digest_follows_the_files(monkeypatch, tmp_path):
    before = assignments.digest("regularization")
    assert before == assignments.digest("regularization")
    for folder in ("", "draws", "figures", "stubs"):
        original = Path(assignments.__file__).parent
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "regularization.py").write_bytes((original / folder / "regularization.py").read_bytes())
    monkeypatch.setattr(assignments, "_HERE", tmp_path)
    assert assignments.digest("regularization") == before
    for folder in ("", "draws", "figures", "stubs"):
        with (tmp_path / folder / "regularization.py").open("a") as file:
            file.write("# changed\n")
        assert assignments.digest("regularization") != before
        before = assignments.digest("regularization")
