"""The gradient checking assignment as data: its figures, its draws, its drivers, its stubs."""

import hashlib

import numpy as np
import pytest

from autograder import assignments
from autograder.assignments.draws.gradient_checking import CENTRED, ONE_SIDED, backward, difference
from autograder.model import Drawn, Public
from tests.gradient_checking.reference import BACKWARD, CHECK, CHECK_N, EXERCISES, FORWARD, MARKING
from tests.source_notebook import ROOT

# --- the public cases ---------------------------------------------------------------------------------------------


def public(name):
    return [case for case in EXERCISES[name].cases if isinstance(case, Public)]


def test_the_assignment_stands_in_the_course():
    assert "gradient_checking" in assignments.names()
    points = {name: exercise.points for name, exercise in EXERCISES.items()}
    assert points == {FORWARD: 5, BACKWARD: 5, CHECK: 15, CHECK_N: 15}
    assert all(any(isinstance(case, Drawn) and case.telling for case in each.cases) for each in EXERCISES.values())


def test_the_public_figures_are_those_that_the_course_material_prints():
    assert [(case.inputs, case.expected) for case in public(FORWARD)] == [((2, 4), 8)]
    assert [(case.inputs, case.expected) for case in public(BACKWARD)] == [((2, 4), 2)]
    assert public(CHECK)[0].inputs[:3] == (2, 4, 1e-7)
    assert public(CHECK)[0].expected == 2.919335883291695e-10
    planted, right = public(CHECK_N)
    assert planted.expected == pytest.approx(0.285093156654, abs=1e-9)
    assert right.expected == pytest.approx(1.9e-10, abs=0.05e-10)


def test_the_public_inputs_are_those_of_the_course_material_to_the_bit():
    parameters, gradients, X, Y, _ = public(CHECK_N)[0].inputs
    whole = hashlib.sha256()
    for array in (X, Y, *parameters.values(), *gradients.values()):
        whole.update(repr((array.shape, array.dtype.str)).encode() + array.tobytes())
    assert whole.hexdigest() == "b33aac7b3061e94cd358435438f714a54ed5586e53c142a823d6fd49815f4a61"


def test_the_helpers_of_the_notebook_give_the_same_inputs():
    helpers = {}
    exec((ROOT / "source" / "gradient_checking" / "testCases.py").read_text("utf-8"), helpers)
    X, Y, parameters = helpers["gradient_check_n_test_case"]()
    for case in public(CHECK_N):
        np.testing.assert_array_equal(case.inputs[2], X, strict=True)
        np.testing.assert_array_equal(case.inputs[3], Y, strict=True)
        for name, array in case.inputs[0].items():
            np.testing.assert_array_equal(array, parameters[name], strict=True)


def test_two_errors_are_planted_in_the_gradients():
    (parameters, planted, X, Y, _), (_, right, *_) = (case.inputs for case in public(CHECK_N))
    due = backward(X, Y, parameters)
    assert list(planted) == list(right) == list(due)
    for name, array in due.items():
        np.testing.assert_allclose(right[name], array, rtol=1e-12, atol=1e-15)
        np.testing.assert_array_equal(planted[name], right[name] * {"dW2": 2, "db1": 4}.get(name, 1))


def test_which_step_tells_one_side_from_two():
    parameters, right, X, Y, _ = public(CHECK_N)[1].inputs
    found = {
        epsilon: [difference((parameters, right, X, Y, epsilon), *sides) for sides in ((CENTRED,), (ONE_SIDED,))]
        for epsilon in (1e-2, 1e-4, 1e-7)
    }
    assert found[1e-2] == pytest.approx([1.7e-6, 1.9e-4], rel=0.05)
    assert found[1e-4] == pytest.approx([1.9e-10, 1.9e-6], rel=0.05)
    assert found[1e-7] == pytest.approx([1.19e-7, 1.71e-7], rel=0.05)


# --- the hidden cases -----------------------------------------------------------------------------------------------


def test_drawn_numbers_are_far_from_the_known_ones():
    for name in (FORWARD, BACKWARD):
        for _, (x, theta) in MARKING.drawn(name):
            assert min(abs(x), abs(theta)) >= 2.5
            assert abs(abs(x) - abs(theta)) > 0.5


def test_differences_in_one_dimension_are_definite_where_they_are_to_tell():
    found = {}
    for case, inputs in MARKING.drawn(CHECK):
        x, theta, epsilon, J, dtheta = inputs
        slope = J / theta
        approximated = (slope * (theta + epsilon) - slope * (theta - epsilon)) / (2 * epsilon)
        found.setdefault(case, []).append(abs(dtheta - approximated) / (abs(dtheta) + abs(approximated)))
        assert (slope, dtheta) == (x, x) or case in REBOUND or slope == pytest.approx(x, rel=1e-15)
    own = found.pop("random numbers")
    assert max(own) < 2e-8
    assert found.pop("a gradient of the wrong sign") == pytest.approx([1] * 64, rel=1e-12)
    for figures in found.values():
        assert min(figures) > 0.04
        assert max(figures) < 0.9
        assert len(np.unique(np.round(figures, 9))) == 64


REBOUND = {case.name for case in EXERCISES[CHECK].cases if case.driver == "gradient_check_rebound"}


def test_rounding_makes_a_step_the_gap_between_doubles_on_both_sides():
    for case, (x, theta, epsilon, J, dtheta) in MARKING.drawn(CHECK):
        if case == "steps that rounding lengthens":
            gap = np.spacing(theta)
            assert (theta + epsilon, theta - epsilon) == (theta + gap, theta - gap)
            assert 0.5 < epsilon / gap < 0.95
            assert (J, dtheta) == (x * theta, x)
            assert (theta + gap) * x - J == J - (theta - gap) * x == gap * x


@pytest.fixture(scope="module")
def networks():
    """The networks of all 64 sets."""
    return [inputs for _, inputs in MARKING.drawn(CHECK_N)]


def test_no_drawn_network_is_near_where_its_cost_has_no_derivative_or_is_saturated(networks):
    for parameters, _, X, Y, _ in networks:
        Z1 = parameters["W1"] @ X + parameters["b1"]
        Z2 = parameters["W2"] @ np.maximum(Z1, 0) + parameters["b2"]
        A3 = 1 / (1 + np.exp(-(parameters["W3"] @ np.maximum(Z2, 0) + parameters["b3"])))
        assert min(np.abs(Z1).min(), np.abs(Z2).min()) >= 1e-3
        assert 0.01 <= A3.min() <= A3.max() <= 0.99
        assert set(Y) == {0, 1}
        assert (X.shape[0], Y.shape) == (4, X.shape[1:])


@pytest.mark.slow
def test_right_gradients_stay_below_a_tenth_of_the_threshold(networks):
    names = MARKING.defined()
    for parameters, _, X, Y, _ in networks:
        right = backward(X, Y, parameters)
        assert names[CHECK_N](parameters, right, X, Y, 1e-7) < 2e-8
        assert names[CHECK_N](parameters, right, X, Y, 1e-4) < 1e-9


def test_gradients_are_wrong_as_their_case_says():
    for case, (parameters, claimed, X, Y, _) in MARKING.drawn(CHECK_N):
        right = backward(X, Y, parameters)
        differing = [name for name in right if not np.array_equal(claimed[name], right[name])]
        if case.startswith("right"):
            assert not differing
        elif case.startswith("a wrong entry"):
            (name,) = differing
            assert np.count_nonzero(claimed[name] != right[name]) == 1
        elif case.startswith("a wrong sign"):
            (name,) = differing
            np.testing.assert_array_equal(claimed[name], -right[name])
        else:
            factors = {float(np.linalg.norm(claimed[name]) / np.linalg.norm(right[name])) for name in differing}
            assert [name[1:2] for name in sorted(differing)] == ["W", "b"]
            assert min(factors) > 1.4
            assert max(factors) - min(factors) < 1e-12


def test_differences_of_a_network_are_definite_where_they_are_to_tell():
    tolerances = {case.name: case.tolerance for case in EXERCISES[CHECK_N].cases}
    telling = {case.name for case in EXERCISES[CHECK_N].cases if isinstance(case, Drawn) and case.telling}
    assert len(telling) == 7
    for case, inputs in MARKING.drawn(CHECK_N):
        due, allowed = difference(inputs), tolerances[case]
        if case in telling:
            assert due > 100 * (allowed.atol + allowed.rtol * due) > 0
        else:
            assert 0 < due < allowed.atol / 10
        if inputs[-1] > 1e-7:
            assert abs(difference(inputs, ONE_SIDED) - due) > 5 * (allowed.atol + allowed.rtol * due)


# --- the drivers ----------------------------------------------------------------------------------------------------


@pytest.fixture
def drive():
    def drive(name, notebook, *inputs):
        names = {}
        exec(assignments.driver(name), names)
        return names["drive"](notebook, *inputs)

    return drive


def values(x, theta, names):
    return names["forward_propagation"](x=x, theta=theta), names["backward_propagation"](x=x, theta=theta)


@pytest.mark.parametrize("driver", ["gradient_check", "gradient_check_rebound"])
@pytest.mark.parametrize("own", [{}, {"forward_propagation": min, "backward_propagation": max}])
def test_what_a_driver_binds_is_put_back_even_if_the_check_fails(driver, own, drive):
    def check(x, theta, epsilon):
        assert values(x, theta, notebook) == (12.0, 5.0)
        raise ZeroDivisionError

    notebook = {"gradient_check": check, **own}
    with pytest.raises(ZeroDivisionError):
        drive(driver, notebook, 3.0, 2.0, 1e-3, 12.0, 5.0)
    assert notebook == {"gradient_check": check, **own}


def test_own_functions_are_called_where_they_are_right(drive):
    calls = []
    notebook = {
        "gradient_check": lambda x, theta, epsilon: values(x, theta, notebook),
        "forward_propagation": lambda x, theta: calls.append("forward") or theta * x,
        "backward_propagation": lambda x, theta: calls.append("backward") or theta,
    }
    assert drive("gradient_check", notebook, 3.0, 2.0, 1e-3, 6.0, 3.0) == (6, 3)
    assert calls[-1] == "forward"
    before = len(calls)
    assert drive("gradient_check_rebound", notebook, 3.0, 2.0, 1e-3, 12.0, 4.5) == (12, 4.5)
    assert len(calls) == before


@pytest.mark.parametrize("own", [{}, {"forward_propagation_n": lambda X, Y, parameters: (0.0, None)}])
def test_a_network_that_stands_in_goes_again(own, drive):
    notebook = {"gradient_check_n": lambda p, g, X, Y, epsilon: notebook["forward_propagation_n"](X, Y, p)[0], **own}
    kept = dict(notebook)
    assert drive("gradient_check_n", notebook, *public(CHECK_N)[0].inputs) == pytest.approx(
        2.407833389834357, rel=1e-12
    )
    assert notebook == kept


# --- what was handed out ----------------------------------------------------------------------------------------


def test_older_layouts_are_stubs():
    assert MARKING.is_stub(
        FORWARD,
        '''
        def forward_propagation(x, theta):
            """A straight line."""

            ### START CODE HERE ### (approx. 1 line)
            J = None
            ### END CODE HERE ###

            return J
        ''',
    )
    assert MARKING.is_stub(
        BACKWARD,
        """
        def backward_propagation(x, theta):
            # (approx. 1 line)
            # dtheta =
            # YOUR CODE STARTS HERE

            # YOUR CODE ENDS HERE

            return dtheta
        """,
    )
    assert MARKING.is_stub(
        CHECK,
        """
        def gradient_check(x, theta, epsilon = 1e-7):
            ### START CODE HERE ### (approx. 5 lines)
            thetaplus = None                               # Step 1
            thetaminus = None                              # Step 2
            J_plus = None                                  # Step 3
            J_minus = None                                 # Step 4
            gradapprox = None                              # Step 5
            ### END CODE HERE ###

            ### START CODE HERE ### (approx. 1 line)
            grad = None
            ### END CODE HERE ###

            ### START CODE HERE ### (approx. 1 line)
            numerator = None                               # Step 1'
            denominator = None                             # Step 2'
            difference = None                              # Step 3'
            ### END CODE HERE ###

            if difference < 1e-7:
                print ("The gradient is correct!")
            else:
                print ("The gradient is wrong!")

            return difference
        """,
    )
    assert MARKING.is_stub(
        CHECK_N,
        r"""
        def gradient_check_n(parameters, gradients, X, Y, epsilon=1e-7, print_msg=False):
            parameters_values, _ = dictionary_to_vector(parameters)

            grad = gradients_to_vector(gradients)
            num_parameters = parameters_values.shape[0]
            J_plus = np.zeros((num_parameters, 1))
            J_minus = np.zeros((num_parameters, 1))
            gradapprox = np.zeros((num_parameters, 1))

            for i in range(num_parameters):
                #(approx. 3 lines)
                # theta_plus =                                        # Step 1
                # YOUR CODE STARTS HERE

                # YOUR CODE ENDS HERE
                # YOUR CODE STARTS HERE
                # YOUR CODE ENDS HERE
                # gradapprox[i] =
                # YOUR CODE STARTS HERE
                # YOUR CODE ENDS HERE

            # YOUR CODE STARTS HERE
            # YOUR CODE ENDS HERE
            if print_msg:
                if difference > 2e-7:
                    print ("\033[93m" + "There is a mistake in the backward propagation! difference = "
                           + str(difference) + "\033[0m")
                else:
                    print ("\033[92m" + "Your backward propagation works perfectly fine! difference = "
                           + str(difference) + "\033[0m")

            return difference
        """,
    )
