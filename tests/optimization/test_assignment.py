"""The optimization assignment as data: its figures, its draws, its drivers, its stubs."""

import hashlib

import numpy as np
import pytest

from autograder import assignments
from autograder.model import Public
from tests.optimization.reference import (
    ADAM,
    ADAM_ZEROS,
    DECAY,
    EXERCISES,
    GD,
    MARKING,
    MINI_BATCHES,
    MOMENTUM,
    SCHEDULED_DECAY,
    VELOCITY,
)
from tests.source_notebook import ROOT

UPDATES = (GD, MOMENTUM, ADAM)

# --- the data ----------------------------------------------------------------------------------------------------


def worked_example(name):
    return EXERCISES[name].cases[0]


def arrays(value):
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, tuple):
        for part in value:
            yield from arrays(part)
    elif isinstance(value, np.ndarray):
        yield value


def test_points_and_parameters():
    assert "optimization" in assignments.names()
    assert {name: exercise.points for name, exercise in EXERCISES.items()} == {
        GD: 5,
        MINI_BATCHES: 10,
        VELOCITY: 5,
        MOMENTUM: 10,
        ADAM_ZEROS: 5,
        ADAM: 15,
        DECAY: 5,
        SCHEDULED_DECAY: 5,
    }


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        (GD, "a17ce3a1aff7e1cd8302a75d37a1fb7b9e7102601426b5e1d3358577b0c9e1ff"),
        (VELOCITY, "c4d27eb958c331dadac57412032725f720decf5bebc7815c983eb37d3bde7cae"),
        (MOMENTUM, "4831885e423dd0a48adc3d25e1eb1d719b4ee7b5935a8af041028f3546b6090f"),
        (ADAM_ZEROS, "c4d27eb958c331dadac57412032725f720decf5bebc7815c983eb37d3bde7cae"),
        (ADAM, "4519c02a9dc168d8549b71921ebf45da2a56d8633a31bd8cac1432339e8dbafe"),
    ],
)
def test_the_inputs_of_the_worked_examples_are_those_of_the_course_material_to_the_bit(name, digest):
    whole = hashlib.sha256()
    for array in arrays(worked_example(name).inputs):
        whole.update(repr((array.shape, array.dtype.str)).encode() + array.tobytes())
    assert whole.hexdigest() == digest


@pytest.mark.parametrize("name", [GD, VELOCITY, MOMENTUM, ADAM_ZEROS, ADAM])
def test_the_helpers_of_the_notebook_give_the_same_inputs(name, helpers):
    given = helpers[f"{name}_test_case"]()
    for ours, theirs in zip(arrays(worked_example(name).inputs), arrays(given), strict=True):
        np.testing.assert_array_equal(ours, theirs, strict=True)


def test_the_driver_draws_the_large_data_set_of_the_notebook(helpers):
    X, Y, mini_batch_size = helpers[f"{MINI_BATCHES}_test_case"]()
    seen = []
    rows, m, ours, seed = worked_example(MINI_BATCHES).inputs
    drive("mini_batches_seeded")({MINI_BATCHES: lambda *inputs: seen.extend(inputs) or []}, rows, m, ours, seed)
    np.testing.assert_array_equal(seen[0], X, strict=True)
    np.testing.assert_array_equal(seen[1], Y, strict=True)
    assert seen[2:] == [mini_batch_size, 0]


@pytest.fixture(scope="module")
def helpers():
    """The names of the notebook's testCases."""
    modules = {}
    for module in ("opt_utils", "testCases"):
        text = (ROOT / "source" / "optimization" / f"{module}.py").read_text("utf-8")
        exec(text.replace("from opt_utils import load_params_and_grads", ""), modules)
    return modules


def test_the_figures_of_the_worked_examples_are_those_that_the_course_material_prints():
    parameters = worked_example(GD).expected
    np.testing.assert_allclose(parameters["W1"][0], [1.63535156, -0.62320365, -0.53718766], atol=5e-9)
    np.testing.assert_allclose(parameters["b2"].ravel(), [-0.88020257, 0.02561572, 0.57539477], atol=5e-9)
    batches = worked_example(MINI_BATCHES).expected
    np.testing.assert_allclose(batches["mini_batch_X"][0, 0], [0.90085595, -0.7612069, 0.2344157], atol=5e-9)
    assert batches["shapes"].tolist() == [[[12288, 64], [1, 64]], [[12288, 64], [1, 64]], [[12288, 20], [1, 20]]]
    start = worked_example(GD).inputs[0]
    moved = worked_example(MOMENTUM).expected
    np.testing.assert_allclose(
        start["W1"][0] + moved["step of W1"][0], [1.62544598, -0.61290114, -0.52907334], atol=5e-9
    )
    np.testing.assert_allclose(moved['v["dW1"]'][0], [-0.11006192, 0.11447237, 0.09015907], atol=5e-9)
    moved = worked_example(ADAM).expected
    np.testing.assert_allclose(
        start["W1"][0] + moved["step of W1"][0], [1.63178673, -0.61919778, -0.53561312], atol=5e-9
    )
    np.testing.assert_allclose(moved['s["db2"]'].ravel(), [5.49507194e-05, 2.75494327e-03, 5.50629536e-04], atol=5e-12)
    for name in (VELOCITY, ADAM_ZEROS):
        for zeros, array in zip(arrays(worked_example(name).expected), [*start.values()] * 2, strict=False):
            np.testing.assert_array_equal(zeros, np.zeros(array.shape), strict=True)


def test_the_figures_of_adam_come_from_an_epsilon_within_the_root_and_the_case_allows_for_it():
    case = worked_example(ADAM)
    _, parameters, grads, v, s, t, learning_rate, beta1, beta2, epsilon = case.inputs
    away = []
    for name in parameters:
        corrected_v = (1 - beta1) * grads["d" + name] / (1 - beta1**t)
        corrected_s = (1 - beta2) * grads["d" + name] ** 2 / (1 - beta2**t)
        outside = -learning_rate * corrected_v / (np.sqrt(corrected_s) + epsilon)
        within = -learning_rate * corrected_v / np.sqrt(corrected_s + epsilon)
        np.testing.assert_allclose(case.expected[f"step of {name}"], within, rtol=1e-12, atol=1e-15)
        away.append(np.abs(outside - within).max())
    assert 4e-7 < max(away) < case.tolerance.atol
    assert not any(array.any() for array in arrays((v, s)))


def test_every_other_public_case_is_judged_as_hidden_ones_are():
    for exercise in EXERCISES.values():
        for case in exercise.cases:
            assert (case.tolerance is None) == (case is not worked_example(ADAM))


# --- the draws ----------------------------------------------------------------------------------------------------


def networks(name):
    """The parameters of each hidden case, with the case's inputs behind them."""
    for _, inputs in MARKING.drawn(name):
        yield inputs[1:] if isinstance(inputs[0], str) else inputs


@pytest.mark.parametrize("name", [GD, VELOCITY, MOMENTUM, ADAM_ZEROS, ADAM])
def test_drawn_networks_have_two_to_four_layers_and_no_square_matrix(name):
    depths = []
    for parameters, *_ in networks(name):
        depth = len(parameters) // 2
        widths = [parameters["W1"].shape[1], *(len(parameters[f"b{layer}"]) for layer in range(1, depth + 1))]
        assert [parameters[f"W{layer}"].shape for layer in range(1, depth + 1)] == list(
            zip(widths[1:], widths, strict=False)
        )
        assert all(parameters[f"b{layer}"].shape == (widths[layer], 1) for layer in range(1, depth + 1))
        assert len(set(widths)) == len(widths)
        assert min(widths) >= 2
        depths.append(depth)
    assert set(depths) == {2, 3, 4}
    each = len(depths) // 64
    # In every set there is one that is deeper than the worked example.
    assert all(max(depths[start : start + each]) > 2 for start in range(0, len(depths), each))


@pytest.mark.parametrize("name", UPDATES)
def test_drawn_gradients_and_averages_are_of_different_sizes_and_never_too_small_to_tell(name):
    for _, grads, *rest in networks(name):
        averages = [part for part in rest if isinstance(part, dict)]
        for gradients in (grads, *averages):
            sizes = [np.abs(array).max() for array in gradients.values()]
            if max(sizes) == 0:  # before the first step
                assert name == ADAM
                assert rest[2] == 1
                continue
            assert all(np.abs(array).min() > 5e-4 for array in gradients.values())
            assert max(sizes) > 1.2 * min(sizes)
        if name == ADAM:
            assert (averages[1]["dW1"] >= 0).all()


def test_drawn_settings_of_adam_tell_the_usual_mistakes():
    times, settings = [], []
    for _, _, _, _, t, learning_rate, beta1, beta2, epsilon in networks(ADAM):
        assert 1e-3 <= epsilon <= 1e-1
        assert 0.6 <= beta1 <= 0.85 < 0.9 <= beta2 <= 0.99
        assert learning_rate >= 0.05
        times.append(t)
        settings.append((learning_rate, beta1, beta2, epsilon))
    assert set(times) == set(range(1, 11))
    assert len(set(settings)) == len(settings)
    assert times.count(1) == 64


def test_drawn_data_sets_fit_their_batches_in_every_way_and_no_two_columns_are_alike():
    seeds = set()
    for case, (X, Y, mini_batch_size, *given) in MARKING.drawn(MINI_BATCHES):
        m = X.shape[1]
        assert Y.shape == (1, m)
        assert len(np.unique(Y)) == len(np.unique(X[0])) == m
        if case == "whole batches":
            assert m % mini_batch_size == 0
            assert m // mini_batch_size >= 2
        elif case == "fewer examples than a batch holds":
            assert m < mini_batch_size
        else:
            assert m % mini_batch_size
            assert m > 96
            assert given[0] == given[1] != given[2]
        assert not {0, 1} & set(given)
        seeds |= set(given)
    assert len(seeds) > 300


def test_drawn_epochs_tell_floor_from_round_and_from_ceil():
    for case, (_, _, epoch, _, *interval) in MARKING.drawn(SCHEDULED_DECAY):
        intervals, within = divmod(epoch, *interval or [1000])
        assert intervals >= 1
        length = (interval or [1000])[0]
        assert within > length / 2 if case == "other intervals" else 0 < within < length / 2
    assert min(epoch for _, (_, epoch, _) in MARKING.drawn(DECAY)) >= 2


# --- the drivers --------------------------------------------------------------------------------------------------


def drive(name):
    names = {}
    exec(assignments.driver(name), names)
    return names["drive"]


def test_a_step_is_new_minus_old_also_where_the_old_ones_are_written_into():
    def in_place(parameters, grads):
        for name in parameters:
            parameters[name] -= grads["d" + name]
        return parameters, grads

    parameters = {"W1": np.ones((2, 3)), "b1": np.ones((2, 1)), "W2": np.ones((4, 2)), "b2": np.ones((4, 1))}
    grads = {f"d{name}": np.full(array.shape, 0.25) for name, array in parameters.items()}
    steps, v = drive("optimizer_step")({"f": in_place}, "f", parameters, grads)
    for name, array in parameters.items():
        np.testing.assert_array_equal(steps[name], np.full(array.shape, -0.25))
        np.testing.assert_array_equal(v["d" + name], grads["d" + name])
    assert steps["step over velocity"] == 1


def test_all_layers_above_the_first_are_told_in_a_row():
    parameters = {name: np.zeros(shape) for name, shape in DEEP.items()}
    moved = {name: np.full(shape, int(name[1])) for name, shape in DEEP.items()}
    steps, v, more = drive("optimizer_step")({"f": lambda *_: (moved, {}, 7)}, "f", parameters)
    assert steps["W1"].shape == (2, 3)
    assert steps["W2"].tolist() == [2] * 8 + [3] * 20
    assert steps["b2"].tolist() == [2] * 4 + [3] * 5
    assert v == {}
    assert more == 7


def test_a_key_that_is_absent_stays_absent_and_none_stays_none():
    parameters = {name: np.zeros(shape) for name, shape in DEEP.items()}
    v = {"dW1": None, "dW2": np.zeros((4, 2)), "db2": np.zeros((4, 1)), "db3": np.zeros((5, 1))}
    steps, told = drive("optimizer_step")({"f": lambda *_: ({"W1": None}, v)}, "f", parameters)
    assert steps == {"W1": None, "step over velocity": None}
    assert set(told) == {"dW1", "db2"}  # dW2 stands for dW3 too, which is missing
    assert told["dW1"] is None
    assert told["db2"].tolist() == [0] * 9


DEEP = {"W1": (2, 3), "b1": (2, 1), "W2": (4, 2), "b2": (4, 1), "W3": (5, 4), "b3": (5, 1)}


@pytest.mark.parametrize("odd", [None, np.zeros((4, 5)), "text", [0.0]])
def test_an_array_that_does_not_fit_is_handed_on_in_place_of_its_row(odd):
    parameters = {name: np.zeros(shape) for name, shape in DEEP.items()}
    steps, _ = drive("optimizer_step")({"f": lambda *_: (parameters | {"W3": odd}, {})}, "f", parameters)
    assert steps["W2"] is odd
    assert steps["b2"].tolist() == [0] * 9


def test_batches_stand_one_behind_the_other_and_short_ones_end_in_nan():
    def halves(X, Y, mini_batch_size, seed):
        return [
            (X[:, :mini_batch_size] + seed, Y[:, :mini_batch_size]),
            [X[:, mini_batch_size:], Y[:, mini_batch_size:]],
        ]

    X, Y = np.arange(10.0).reshape(2, 5), np.arange(5).reshape(1, 5)
    told = drive("mini_batches")({MINI_BATCHES: halves}, X, Y, 3, 0, 100)
    assert told["shapes"].tolist() == [[[2, 3], [1, 3]], [[2, 2], [1, 2]]] * 2
    np.testing.assert_array_equal(
        told["mini_batch_X"][:, 0], [[0, 1, 2], [3, 4, np.nan], [100, 101, 102], [3, 4, np.nan]]
    )
    np.testing.assert_array_equal(told["mini_batch_Y"][:, 0], [[0, 1, 2], [3, 4, np.nan]] * 2)


def test_each_call_has_a_copy_of_the_examples():
    seen = []

    def write(X, Y, mini_batch_size, seed):
        seen.append((X[0, 0], Y[0, 0]))
        X[:], Y[:] = -1, -1
        return []

    drive("mini_batches")({MINI_BATCHES: write}, np.ones((2, 4)), np.ones((1, 4)), 2, 1, 2)
    assert seen == [(1, 1), (1, 1)]


@pytest.mark.parametrize(
    "name", ["optimizer_step", "adam_zeros", "mini_batches", "mini_batches_seeded", "decay_rebound"]
)
def test_drivers_give_away_no_solution(name):
    text = assignments.driver(name)
    assert not any(
        word in text for word in ("sqrt", "beta", "epsilon", "permutation", "np.zeros", "random.seed", "1 +", "floor")
    )
    assert not any(stub in text for stub in ("mini_batch_size :", "mini_batch_size]"))


# --- what was handed out ----------------------------------------------------------------------------------------


def test_older_layouts_are_stubs():
    assert MARKING.is_stub(
        GD,
        '''
        def update_parameters_with_gd(parameters, grads, learning_rate):
            """One step downhill."""

            L = len(parameters) // 2 # how many layers there are

            for l in range(L):
                ### START CODE HERE ### (approx. 2 lines)
                parameters["W" + str(l+1)] = None
                parameters["b" + str(l+1)] = None
                ### END CODE HERE ###

            return parameters
        ''',
    )
    assert MARKING.is_stub(
        MINI_BATCHES,
        """
        def random_mini_batches(X, Y, mini_batch_size = 64, seed = 0):
            np.random.seed(seed)            # the same for all of us
            m = X.shape[1]
            mini_batches = []

            permutation = list(np.random.permutation(m))
            shuffled_X = X[:, permutation]
            shuffled_Y = Y[:, permutation].reshape((1,m))

            num_complete_minibatches = math.floor(m/mini_batch_size)
            for k in range(0, num_complete_minibatches):
                ### START CODE HERE ### (approx. 2 lines)
                mini_batch_X = None
                mini_batch_Y = None
                ### END CODE HERE ###
                mini_batch = (mini_batch_X, mini_batch_Y)
                mini_batches.append(mini_batch)

            if m % mini_batch_size != 0:
                ### START CODE HERE ### (approx. 2 lines)
                mini_batch_X = None
                mini_batch_Y = None
                ### END CODE HERE ###
                mini_batch = (mini_batch_X, mini_batch_Y)
                mini_batches.append(mini_batch)

            return mini_batches
        """,
    )
    # Nothing but comments in the loop: this does not parse.
    assert MARKING.is_stub(
        MOMENTUM,
        """
        def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
            L = len(parameters) // 2

            for l in range(1, L + 1):
                # (approx. 4 lines)
                # v["dW" + str(l)] = ...
                # v["db" + str(l)] = ...
                # parameters["W" + str(l)] = ...
                # parameters["b" + str(l)] = ...
                # YOUR CODE STARTS HERE


                # YOUR CODE ENDS HERE

            return parameters, v
        """,
    )
    assert MARKING.is_stub(
        ADAM,
        """
        def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate = 0.01,
                                        beta1 = 0.9, beta2 = 0.999,  epsilon = 1e-8):
            L = len(parameters) // 2
            v_corrected = {}
            s_corrected = {}

            for l in range(1, L + 1):
                # YOUR CODE STARTS HERE
                # YOUR CODE ENDS HERE
                # YOUR CODE STARTS HERE
                # YOUR CODE ENDS HERE

            return parameters, v, s, v_corrected, s_corrected
        """,
    )
    assert MARKING.is_stub(
        SCHEDULED_DECAY,
        """
        def schedule_lr_decay(learning_rate0, epoch_num, decay_rate, time_interval=1000):
            # YOUR CODE STARTS HERE
            learning_rate = ...
            # YOUR CODE ENDS HERE
            return learning_rate
        """,
    )


def test_every_exercise_has_a_public_case_and_three_hidden_ones():
    for exercise in EXERCISES.values():
        assert isinstance(exercise.cases[0], Public)
        assert sum(getattr(case, "count", 0) for case in exercise.cases) >= 3
