"""The initialization assignment as data: its figures, its draws, its stubs."""

from itertools import pairwise

import numpy as np
import pytest

from autograder import assignments
from autograder.model import Public
from tests.initialization.reference import EXERCISES, HE, MARKING, RANDOM, ZEROS

# --- the data ----------------------------------------------------------------------------------------------------


def public(name):
    return [case for case in EXERCISES[name].cases if isinstance(case, Public)]


def test_the_assignment_stands_in_the_course():
    assert "initialization" in assignments.names()
    assert MARKING.assignment.points == 30
    assert {name: exercise.points for name, exercise in EXERCISES.items()} == {ZEROS: 10, RANDOM: 10, HE: 10}
    assert {exercise.parameters for exercise in EXERCISES.values()} == {("layers_dims",)}


def test_the_public_sizes_are_those_of_the_course_material():
    assert {name: public(name)[0].inputs for name in EXERCISES} == {
        ZEROS: (ZEROS, [3, 2, 1]),
        RANDOM: (RANDOM, [3, 2, 1]),
        HE: (HE, [2, 4, 1]),
    }


def test_the_public_figures_are_those_that_the_course_material_prints():
    zeros, random, he = (public(name)[0].expected for name in EXERCISES)
    assert {name: W.shape for name, W in zeros["weights"].items()} == {"W1": (2, 3), "W2": (1, 2)}
    assert not any(W.any() for W in zeros["weights"].values())
    W1 = [[17.88628473, 4.36509851, 0.96497468], [-18.63492703, -2.77388203, -3.54758979]]
    np.testing.assert_allclose(random["weights"]["W1"], W1, atol=5e-9)
    np.testing.assert_allclose(random["weights"]["W2"], [[-0.82741481, -6.27000677]], atol=5e-9)
    W1 = [
        [1.78862847, 0.43650985],
        [0.09649747, -1.8634927],
        [-0.2773882, -0.35475898],
        [-0.08274148, -0.62700068],
    ]
    np.testing.assert_allclose(he["weights"]["W1"], W1, atol=5e-9)
    np.testing.assert_allclose(he["weights"]["W2"], [[-0.03098412, -0.33744411, -0.92904268, 0.62552248]], atol=5e-9)
    for expected in (zeros, random, he):
        assert {name: b.any() for name, b in expected["biases"].items()} == {"b1": False, "b2": False}


def test_the_public_figures_of_three_layers_are_those_of_the_same_stream():
    scales = {ZEROS: lambda before: 0, RANDOM: lambda before: 10, HE: lambda before: np.sqrt(2 / before)}
    for name, scale in scales.items():
        _, three = public(name)
        assert three.inputs == (name, [4, 3, 2, 1])
        random = np.random.RandomState(3)
        for layer, (before, n) in enumerate(pairwise(three.inputs[1]), 1):
            due = random.randn(n, before) * scale(before)
            np.testing.assert_allclose(three.expected["weights"][f"W{layer}"], due, rtol=1e-14)
            np.testing.assert_array_equal(three.expected["biases"][f"b{layer}"], np.zeros((n, 1)))


def test_networks_of_one_to_five_layers_are_drawn_and_none_is_square():
    for name in EXERCISES:
        depths, drawn = [], set()
        for _, (function, layers_dims) in MARKING.drawn(name):
            assert function == name
            assert all(before != n for before, n in pairwise(layers_dims))
            depths.append(len(layers_dims) - 1)
            drawn.add(tuple(layers_dims))
        each = 64 * (1 if name == ZEROS else 2)  # of the random ones, one more is wide and has three layers
        assert {depth: depths.count(depth) for depth in depths} == {1: 64, 2: 64, 3: each, 4: 64, 5: 64}
        assert len(drawn) > 200


@pytest.mark.parametrize("name", [RANDOM, HE])
def test_wide_layers_tell_the_scales_apart(name):
    wide = [layers_dims for case, (_, layers_dims) in MARKING.drawn(name) if case == "wide layers"]
    assert len(wide) == 64
    for layers_dims in wide:
        # Of a mean square, five standard deviations are 0.2 of it at most.
        assert min(before * n for before, n in pairwise(layers_dims)) >= 1200
        ratios = [n / before for before, n in pairwise(layers_dims)]
        assert all(max(ratio, 1 / ratio) > 2 for ratio in ratios)
        assert min(ratios) < 1 < max(ratios)


# --- what the driver makes of it -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drive():
    names = {}
    exec(assignments.driver("initialization_sorted"), names)
    return lambda answer, layers_dims: names["drive"]({"f": lambda sizes: answer}, "f", layers_dims)


def test_weights_and_biases_are_sorted(drive):
    given = {"b1": np.zeros((2, 1)), "W1": np.ones((2, 3)), "W2": None, "more": 1}
    found = drive(given, [3, 2, 1])
    assert list(found) == ["weights", "biases"]
    assert found["weights"] == {"W1": given["W1"], "W2": None}
    assert found["biases"] == {"b1": given["b1"]}


def test_what_is_no_dict_comes_back_as_it_is(drive):
    for odd in (None, 0.5, (1, 2), "text"):
        assert drive(odd, [3, 2]) is odd


def test_the_driver_gives_away_no_solution():
    text = assignments.driver("initialization_sorted")
    assert not any(word in text for word in ("zeros", "randn", "sqrt", "seed"))


# --- what was handed out ----------------------------------------------------------------------------------------


def test_older_layouts_are_stubs():
    assert MARKING.is_stub(
        ZEROS,
        '''
        def initialize_parameters_zeros(layers_dims):
            """All parameters 0."""

            parameters = {}
            L = len(layers_dims)            # how many layers there are

            for l in range(1, L):
                ### START CODE HERE ### (≈ 2 lines of code)
                parameters['W' + str(l)] = None
                parameters['b' + str(l)] = None
                ### END CODE HERE ###
            return parameters
        ''',
    )
    assert MARKING.is_stub(
        HE,
        """
        def initialize_parameters_he(layers_dims):
            np.random.seed(3)
            parameters = {}
            L = len(layers_dims) - 1 # how many layers there are

            for l in range(1, L + 1):
                #(≈ 2 lines of code)
                # parameters['W' + str(l)] =
                # parameters['b' + str(l)] =
                # YOUR CODE STARTS HERE


                # YOUR CODE ENDS HERE

            return parameters
        """,
    )
    assert MARKING.is_stub(
        RANDOM,
        """
        def initialize_parameters_random(layers_dims):
            np.random.seed(3)
            parameters = {}
            L = len(layers_dims)

            for l in range(1, L):
                # YOUR CODE STARTS HERE
                parameters['W' + str(l)] =
                parameters['b' + str(l)] =
                # YOUR CODE ENDS HERE

            return parameters
        """,
    )
