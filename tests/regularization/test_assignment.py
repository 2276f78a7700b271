"""The regularization assignment as data: its figures, its draws, its stubs."""

import hashlib

import numpy as np
import pytest

from autograder import papers
from tests.marking import SECRET
from tests.regularization.reference import (
    ASSIGNMENT,
    COST,
    DROPOUT_BACKWARD,
    DROPOUT_FORWARD,
    EXERCISES,
    L2_BACKWARD,
    MARKING,
    function,
)
from tests.source_notebook import ROOT

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
    exec((ROOT / "source" / "regularization" / "testCases.py").read_text("utf-8"), helpers)
    given = (*helpers[f"{name}_test_case"](), EXERCISES[name].cases[0].inputs[-1])  # lambd or keep_prob is the caller's
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
    for number in range(12):
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


# --- what was handed out ----------------------------------------------------------------------------------------


def test_older_layouts_are_stubs():
    assert MARKING.is_stub(
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
    assert MARKING.is_stub(
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
