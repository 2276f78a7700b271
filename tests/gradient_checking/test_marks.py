"""What right, wrong and lazy answers to the gradient checking assignment earn, in every set alike."""

import inspect

import pytest

from autograder.grading.judge import judge
from autograder.grading.messages import Says
from autograder.model import Status
from autograder.papers import public_paper
from tests.gradient_checking.reference import (
    BACKWARD,
    CHECK,
    CHECK_N,
    EXERCISES,
    FORWARD,
    MARKING,
    NETWORK,
    REFERENCE,
)
from tests.marking import answer
from tests.source_notebook import source_cell

SETS = range(6)

J_PLUS, J_MINUS = "forward_propagation(x, thetaplus)", "forward_propagation(x, thetaminus)"
GRAD = "backward_propagation(x, theta)"
NUMERATOR, DENOMINATOR = "np.linalg.norm(grad - gradapprox)", "np.linalg.norm(grad) + np.linalg.norm(gradapprox)"
AT_MINUS = "vector_to_dictionary(thetaminus)"


def grade(name, source, sets=SETS):
    return MARKING.grade(name, source, sets)


def lazy(name, expression):
    """A function of that name that gives this back."""
    return f"\ndef {name}({', '.join(EXERCISES[name].parameters)}): return {expression}"


# --- right answers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_gets_full_marks(name):
    result = grade(name, REFERENCE[name])
    assert (result.status, result.score, result.remarks) == (Status.PASSED, result.max_score, ())


@pytest.mark.parametrize("name", EXERCISES)
def test_the_source_notebook_gets_full_marks(name):
    cell = source_cell("gradient_checking", name)
    assert grade(name, cell).score == EXERCISES[name].points
    function = MARKING.defined(cell)[name]
    assert (
        tuple(inspect.signature(function).parameters)[: len(EXERCISES[name].parameters)] == EXERCISES[name].parameters
    )


RIGHT = [
    (FORWARD, {"theta * x": "np.dot(theta, x)"}),
    (FORWARD, {"return J": "return np.array([J])"}),
    (BACKWARD, {"dtheta = x": "dtheta = float(x)"}),
    (
        BACKWARD,
        {"dtheta = x": "dtheta = (forward_propagation(x, theta + 1e-4) - forward_propagation(x, theta)) / 1e-4"},
    ),
    (CHECK, {NUMERATOR: "abs(gradapprox - grad)", DENOMINATOR: "abs(grad) + abs(gradapprox)"}),
    (CHECK, {"epsilon=1e-7": "epsilon=1e-7, print_msg=False"}),
    (CHECK, {"return difference": "print('It is wrong.' if difference > 0 else 'It is right.'); return difference"}),
    # On a straight line one side is as good as two.
    (CHECK, {J_MINUS: "forward_propagation(x, theta)", "(2 * epsilon)": "epsilon"}),
    (CHECK, {J_PLUS: "forward_propagation(x, theta)", "(2 * epsilon)": "epsilon"}),
    (CHECK_N, {"epsilon=1e-7": "epsilon=1e-7, print_msg=False"}),
    (CHECK_N, {"thetaplus[i][0] = thetaplus[i][0] + epsilon": "thetaplus[i] += epsilon"}),
    (CHECK_N, {NUMERATOR: "np.sqrt(np.sum(np.square(gradapprox - grad)))", "(2 * epsilon)": "2 / epsilon"}),
    (CHECK_N, {"numerator = ": "grad, gradapprox = grad.ravel(), gradapprox.ravel(); numerator = "}),
    (
        CHECK_N,
        {
            "thetaplus = np.copy(parameters_values)": "thetaplus = parameters_values",
            "thetaminus = np.copy(parameters_values)": "thetaminus = thetaplus",
            "thetaminus[i][0] - epsilon": "thetaminus[i][0] - 2 * epsilon",
            "gradapprox[i] = ": "thetaplus[i][0] += epsilon; gradapprox[i] = ",
        },
    ),
]


@pytest.mark.parametrize(("name", "edits"), RIGHT)
def test_right_in_other_words(name, edits):
    result = grade(name, MARKING.edited(name, edits))
    assert (result.status, result.score, result.remarks) == (Status.PASSED, result.max_score, ())


@pytest.mark.parametrize(
    "edits",
    [
        {GRAD: "x"},
        {J_PLUS: "np.dot(thetaplus, x)", J_MINUS: "np.dot(thetaminus, x)"},
        {J_PLUS: "thetaplus * x", J_MINUS: "thetaminus * x", GRAD: "x"},
        {J_PLUS: "thetaplus * x", J_MINUS: "theta * x", "(2 * epsilon)": "epsilon", GRAD: "x"},
    ],
)
def test_what_is_inlined_is_right_with_a_remark(edits):
    result = grade(CHECK, MARKING.edited(CHECK, edits))
    assert (result.status, result.score) == (Status.PASSED, 15)
    assert [remark.values["variant"] for remark in result.remarks] == ["inlined"]


def test_costs_are_rounded_in_another_way_where_the_network_is_written_otherwise():
    loops = """
def forward_propagation_n(X, Y, parameters):
    A = X
    for layer in (1, 2, 3):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        Z = np.array([[sum(w * a for w, a in zip(row, column)) for column in A.T] for row in W]) + b
        A = Z * (Z > 0) if layer < 3 else np.exp(Z) / (1 + np.exp(Z))
    return -np.mean(np.log(np.where(Y == 1, A[0], 1 - A[0]))), None
"""
    assert grade(CHECK_N, loops).status is Status.PASSED


# --- one slip costs once ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "slip",
    [
        lazy(FORWARD, "theta + x"),
        lazy(FORWARD, "None"),
        lazy(FORWARD, "J"),
        lazy(FORWARD, "[theta * x]"),
        lazy(BACKWARD, "theta"),
        lazy(FORWARD, "8") + lazy(BACKWARD, "2"),
        "del forward_propagation, backward_propagation",
    ],
)
def test_the_check_is_right_whatever_the_functions_are_that_it_calls(slip):
    result = grade(CHECK, slip)
    assert (result.status, result.score, result.remarks) == (Status.PASSED, 15, ())


@pytest.mark.parametrize(
    "slip",
    [
        "del forward_propagation_n",
        "def forward_propagation_n(X, Y, parameters): return 0.5, None",
        "def forward_propagation_n(X, Y, parameters): raise ValueError",
        NETWORK.replace("/ m", "/ len(X)"),
        NETWORK.replace("cost, (A1, A2, A3)", "cost") + MARKING.edited(CHECK_N, {"[i], _ = ": "[i] = "}),
    ],
)
def test_the_network_need_not_be_as_it_was_handed_out(slip):
    assert grade(CHECK_N, slip).status is Status.PASSED


# --- wrong answers ----------------------------------------------------------------------------------------------

ONE_SIDED = [
    {f"forward_propagation_n(X, Y, {AT_MINUS})": "forward_propagation_n(X, Y, parameters)", "(2 * epsilon)": "epsilon"},
    {"thetaplus[i][0] + epsilon": "thetaplus[i][0]", "(2 * epsilon)": "epsilon"},
]

WRONG = [
    (CHECK, {"(2 * epsilon)": "epsilon"}, 0),
    (CHECK, {"/ (2 * epsilon)": "/ 2 * epsilon"}, 0),
    (CHECK, {"theta - epsilon": "theta + epsilon"}, 0),
    (CHECK, {GRAD: "gradapprox"}, 0),
    (CHECK, {"numerator / denominator": "numerator"}, 0),
    (CHECK, {DENOMINATOR: "np.linalg.norm(grad)"}, 0),
    (CHECK, {"return difference": "return difference < 1e-7"}, 0),
    (CHECK, {NUMERATOR: "grad - gradapprox"}, 5.62),
    (CHECK, {DENOMINATOR: "grad + gradapprox"}, 11.25),
    (CHECK, {"thetaplus = ": "epsilon = 1e-7; thetaplus = "}, 11.25),
    (CHECK, {DENOMINATOR: "np.linalg.norm(grad + gradapprox)"}, 13.12),
    (CHECK, {J_PLUS: "thetaplus * x"}, 13.12),
    # theta * x is x * theta, to the last bit: only another cost tells.
    (CHECK, {J_PLUS: "forward_propagation(thetaplus, x)", J_MINUS: "forward_propagation(thetaminus, x)"}, 9.38),
    *((CHECK_N, edits, 6.82) for edits in ONE_SIDED),
    (CHECK_N, {"(2 * epsilon)": "epsilon"}, 0),
    (CHECK_N, {"np.copy(parameters_values)": "parameters_values"}, 0),
    (CHECK_N, {"thetaminus = np.copy(parameters_values)": "thetaminus = np.copy(thetaplus)"}, 0),
    (CHECK_N, {"range(num_parameters)": "range(20)"}, 0),
    (CHECK_N, {"range(num_parameters)": "range(1, num_parameters)"}, 0),
    (CHECK_N, {"range(num_parameters)": "range(num_parameters - 1)"}, 0),
    (CHECK_N, {"numerator = ": "grad, gradapprox = grad[:20], gradapprox[:20]; numerator = "}, 0),
    (CHECK_N, {NUMERATOR: "np.linalg.norm(grad - gradapprox, axis=1)"}, 0),
    (CHECK_N, {"numerator / denominator": "numerator"}, 0),
    (CHECK_N, {DENOMINATOR: "np.linalg.norm(grad)"}, 0),
    (CHECK_N, {"numerator = ": "grad = gradapprox; numerator = "}, 0),
    (CHECK_N, {DENOMINATOR: "np.linalg.norm(grad + gradapprox)"}, 5.45),
    (CHECK_N, {"for i in ": "epsilon = 1e-7\n    for i in "}, 12.27),
]


@pytest.mark.parametrize(("name", "edits", "score"), WRONG)
def test_wrong_answers_lose_points(name, edits, score):
    result = grade(name, MARKING.edited(name, edits))
    assert result.score == score
    assert result.status is (Status.PARTIAL if score else Status.WRONG)
    if name == CHECK_N:  # who sees all green must not lose marks later
        assert Status.WRONG in [case.status for case in result.cases if case.public]


@pytest.mark.parametrize(
    "norm", ["np.sum(np.abs({}))", "np.max(np.abs({}))", "np.sum(np.square({}))", "np.mean(np.abs({}))"]
)
def test_another_norm_earns_nothing(norm):
    edits = {
        NUMERATOR: norm.format("grad - gradapprox"),
        DENOMINATOR: f"{norm.format('grad')} + {norm.format('gradapprox')}",
    }
    assert grade(CHECK_N, MARKING.edited(CHECK_N, edits)).score == 0


@pytest.mark.slow
def test_a_one_sided_check_loses_more_than_half_whatever_the_secret():
    for edits in ONE_SIDED:
        result = grade(CHECK_N, MARKING.edited(CHECK_N, edits))
        assert (result.status, result.score) == (Status.PARTIAL, 6.82)


def test_a_variable_of_another_cell_is_right_nowhere():
    cell = "x, theta = 2, 4\ndtheta = backward_propagation(x, theta)\n"
    result = grade(CHECK, cell + MARKING.edited(CHECK, {NUMERATOR: "np.linalg.norm(dtheta - gradapprox)"}))
    assert (result.status, result.score) == (Status.WRONG, 0)


# --- lazy answers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expression"),
    [
        *((FORWARD, expression) for expression in ("x", "theta", "8", "None", "theta + x", "theta ** x")),
        *((BACKWARD, expression) for expression in ("theta", "2", "1", "None", "(x, theta)")),
        *(
            (CHECK, expression)
            for expression in ("0.0", "1e-9", "0.2", "1.0", "7 / 57", "np.nan", "None", "x", "x * 0")
        ),
        *(
            (CHECK_N, expression)
            for expression in ("0.0", "1e-9", "1e-7", "0.2850931567761623", "1.0", "np.nan", "None")
        ),
    ],
)
def test_constants_and_inputs_earn_nothing(name, expression):
    result = grade(name, lazy(name, expression))
    assert (result.status, result.score) == (Status.WRONG, 0)
    assert all(case.credit == 0 for case in result.cases)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        (FORWARD, "{(2, 4): 8}.get((x, theta), 8)"),
        (BACKWARD, "{(2, 4): 2}.get((x, theta), 2)"),
        (CHECK, "{4: 2.919335883291695e-10, 1e18: 7 / 57}.get(theta, 2.9e-10)"),
        (CHECK_N, "{1e-7: 0.2850931567761623}.get(epsilon, 1.9e-10)"),
    ],
)
def test_memorised_answers_pass_the_public_cases_and_earn_nothing(name, known):
    result = grade(name, lazy(name, known))
    assert {case.status for case in result.cases if case.public} == {Status.PASSED}
    assert result.score == 0
    assert [remark.id for remark in result.remarks] == [Says.UNCONFIRMED]


def test_without_hidden_cases_a_difference_of_zero_still_fails():
    asked = public_paper(MARKING.assignment).questions
    for name in (CHECK, CHECK_N):
        names = MARKING.defined(lazy(name, "0.0"))
        result = judge(EXERCISES[name], asked[name], [answer(names, name, question) for question in asked[name]])
        assert [case.status for case in result.cases] in ([Status.PASSED, Status.WRONG], [Status.WRONG, Status.PASSED])
        assert result.status is Status.PARTIAL
