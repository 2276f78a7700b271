"""What right, wrong and lazy answers to the optimization assignment earn."""

import inspect

import numpy as np
import pytest

from autograder.grading.messages import Says
from autograder.model import Raised, Status
from tests.marking import SETS, answer
from tests.optimization.reference import (
    ADAM,
    ADAM_ZEROS,
    DECAY,
    EXERCISES,
    GD,
    MARKING,
    MINI_BATCHES,
    MOMENTUM,
    REFERENCE,
    SCHEDULED_DECAY,
    VELOCITY,
)
from tests.source_notebook import source_cell

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # wrong answers divide by zero
ROOT = 'np.sqrt(s_corrected["d" + name]) + epsilon'
SHUFFLE = "list(np.random.permutation(m))"
LAST = "[:, whole * mini_batch_size :]"
ADD_LAST = "mini_batches.append((last_X, last_Y))"


def sets(name):
    """The sets to look at: fewer where the public case draws 1.8 million figures each time."""
    return SETS[:2] if name == MINI_BATCHES else SETS


def grade(name, edits):
    return MARKING.grade(name, MARKING.edited(name, edits), sets(name))


def remarks(result):
    return [remark.values.get("variant", remark.id) for remark in result.remarks]


# --- right answers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_gives_the_public_figures_and_gets_full_marks(name):
    result = MARKING.grade(name, REFERENCE[name], sets(name))
    assert (result.status, result.score, result.remarks) == (Status.PASSED, EXERCISES[name].points, ())
    assert all(case.remarks == () for case in result.cases)  # nothing is right only as following from something wrong


@pytest.mark.parametrize("name", EXERCISES)
def test_the_source_notebook_gets_full_marks(name):
    cell = source_cell("optimization", name)
    result = MARKING.grade(name, cell, sets(name))
    assert (result.status, result.score, result.remarks) == (Status.PASSED, EXERCISES[name].points, ())
    assert tuple(inspect.signature(MARKING.defined(cell)[name]).parameters) == EXERCISES[name].parameters


RIGHT = [
    (GD, {'parameters[f"W{l}"] = parameters[f"W{l}"] - learning': 'parameters[f"W{l}"] -= learning'}),
    (GD, {"    for l": "    parameters = dict(parameters)\n    for l"}),
    (GD, {"return parameters": "return {**parameters, 'L': 2}"}),
    (MINI_BATCHES, {"((mini_batch_X, mini_batch_Y))": "([mini_batch_X, mini_batch_Y])"}),
    (MINI_BATCHES, {"return mini_batches": "return tuple(mini_batches)"}),
    (MINI_BATCHES, {"np.random.seed(seed)": "order = np.random.RandomState(seed)", SHUFFLE: "order.permutation(m)"}),
    (MINI_BATCHES, {SHUFFLE: "np.arange(m)", "    shuffled_X": "    np.random.shuffle(permutation)\n    shuffled_X"}),
    (MINI_BATCHES, {"(k + 1) * mini_batch_size]": "k * mini_batch_size + mini_batch_size]"}),
    (MINI_BATCHES, {LAST: "[:, -(m % mini_batch_size) :]"}),
    (VELOCITY, {'np.zeros(parameters[f"W{l}"].shape)': '0 * parameters[f"W{l}"]'}),
    (VELOCITY, {'np.zeros(parameters[f"b{l}"].shape)': 'np.zeros_like(parameters[f"b{l}"], dtype=int)'}),
    (MOMENTUM, {'v[f"dW{l}"] = beta * v[f"dW{l}"] +': 'v[f"dW{l}"] *= beta\n        v[f"dW{l}"] +='}),
    (MOMENTUM, {'parameters[f"W{l}"] = parameters[f"W{l}"] -': 'parameters[f"W{l}"] -='}),
    (MOMENTUM, {"    for l": "    parameters, v = dict(parameters), dict(v)\n    for l"}),
    (MOMENTUM, {"return parameters, v": "return [parameters, v]"}),
    (ADAM_ZEROS, {"return v, s": "return [v, s]"}),
    (ADAM_ZEROS, {'s[f"db{l}"] = np.zeros(parameters[f"b{l}"].shape)': 's[f"db{l}"] = v[f"db{l}"].copy()'}),
    (ADAM, {"return parameters, v, s": "return parameters, v, s, v_corrected, s_corrected"}),
    (ADAM, {"return parameters, v, s": "return parameters, v, s, t"}),
    (ADAM, {"parameters[name] = parameters[name] - step": "parameters[name] -= step"}),
    (ADAM, {"    v_corrected = {}": "    parameters, v, s = dict(parameters), dict(v), dict(s)\n    v_corrected = {}"}),
    (ADAM, {'grads["d" + name] ** 2': 'np.power(grads["d" + name], 2)', "beta2**t": "np.power(beta2, t)"}),
    (DECAY, {"learning_rate0 / (1 + decay_rate * epoch_num)": "(1 / (1 + decay_rate * epoch_num)) * learning_rate0"}),
    (SCHEDULED_DECAY, {"np.floor(epoch_num / time_interval)": "(epoch_num // time_interval)"}),
    (SCHEDULED_DECAY, {"np.floor(epoch_num / time_interval)": "int(epoch_num / time_interval)"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "edits"), RIGHT)
def test_right_in_other_words(name, edits):
    result = grade(name, edits)
    assert (result.status, result.score, result.remarks) == (Status.PASSED, EXERCISES[name].points, ())


@pytest.mark.parametrize(
    "edits",
    [
        {SHUFFLE: "np.random.default_rng(seed).permutation(m)"},
        {SHUFFLE: "random.Random(seed).sample(range(m), m)"},
        {SHUFFLE: "np.argsort(np.random.rand(m))"},
        {"np.random.seed(seed)": "np.random.seed(seed + 1)"},
    ],
)
def test_a_shuffle_of_another_generator_is_right_with_a_remark(edits):
    result = grade(MINI_BATCHES, edits)
    assert (result.status, result.score) == (Status.PASSED, 10)
    assert remarks(result) == ["another-generator"]


# --- wrong answers ----------------------------------------------------------------------------------------------

WRONG = [
    (GD, {"- learning_rate": "+ learning_rate"}, 0),
    (GD, {"learning_rate * grads": "grads"}, 0),
    (GD, {' - learning_rate * grads[f"db{l}"]': ""}, 0),
    (GD, {"// 2 + 1": "// 2"}, 0),
    # The last mini-batch: from the front, one too early, of another size, left out, twice.
    (MINI_BATCHES, {LAST: "[:, : m % mini_batch_size]"}, 6.25),
    (MINI_BATCHES, {LAST: "[:, whole * mini_batch_size - 1 : -1]"}, 5.62),
    (MINI_BATCHES, {LAST: "[:, m - mini_batch_size * whole : m]"}, 5),
    (MINI_BATCHES, {ADD_LAST: "pass"}, 5),
    (MINI_BATCHES, {ADD_LAST: f"{ADD_LAST}; {ADD_LAST}"}, 5),
    (MINI_BATCHES, {"if m % mini_batch_size != 0": "if True"}, 5),
    (MINI_BATCHES, {"Y[:, permutation].reshape((1, m))": "Y"}, 5),
    (MINI_BATCHES, {"X[:, permutation]": "X", "Y[:, permutation].reshape((1, m))": "Y"}, 0),
    (MINI_BATCHES, {SHUFFLE: "np.arange(m)"}, 0),
    (MINI_BATCHES, {"np.random.seed(seed)": "pass"}, 0),
    (MINI_BATCHES, {"np.random.seed(seed)": "np.random.seed(1)"}, 0),
    (MINI_BATCHES, {"k * mini_batch_size : (k + 1) * mini_batch_size": "k : k + mini_batch_size"}, 1.25),
    (MINI_BATCHES, {"return mini_batches": "return [(shuffled_X, shuffled_Y)]"}, 1.25),
    (MINI_BATCHES, {"return mini_batches": "return shuffled_X, shuffled_Y"}, 0),
    (VELOCITY, {'np.zeros(parameters[f"b{l}"].shape)': 'np.zeros(parameters[f"W{l}"].shape)'}, 0),
    (VELOCITY, {'np.zeros(parameters[f"b{l}"].shape)': "0"}, 0),
    (VELOCITY, {'np.zeros(parameters[f"b{l}"].shape)': 'np.zeros(len(parameters[f"b{l}"]))'}, 0),
    (VELOCITY, {"np.zeros": "np.ones"}, 0),
    (VELOCITY, {"// 2 + 1": "// 2"}, 0),
    (VELOCITY, {'f"dW{l}"': 'f"W{l}"', 'f"db{l}"': 'f"b{l}"'}, 0),
    (MOMENTUM, {"(1 - beta) * ": ""}, 5),
    (MOMENTUM, {"= beta * v": "= (1 - beta) * v", "+ (1 - beta) * grads": "+ beta * grads"}, 5),
    (MOMENTUM, {"+ (1 - beta)": "- (1 - beta)"}, 5),
    (MOMENTUM, {'learning_rate * v[f"d': 'learning_rate * grads[f"d'}, 5),
    (MOMENTUM, {"learning_rate * v": "v"}, 5),
    (MOMENTUM, {"- learning_rate": "+ learning_rate"}, 5),
    (MOMENTUM, {' - learning_rate * v[f"db{l}"]': ""}, 7.5),
    (MOMENTUM, {"// 2 + 1": "// 2"}, 5),
    (MOMENTUM, {"    for l": "    u, v = v, dict(v)\n    for l", "return parameters, v": "return parameters, u"}, 5),
    (MOMENTUM, {"return parameters, v": "return v, parameters"}, 0),
    (MOMENTUM, {"return parameters, v": "return parameters"}, 0),
    (ADAM_ZEROS, {'s[f"db{l}"] = np.zeros(parameters[f"b{l}"].shape)': 's[f"db{l}"] = v[f"dW{l}"]'}, 1.25),
    (ADAM_ZEROS, {'s[f"db{l}"] = np.zeros(parameters[f"b{l}"].shape)': 's[f"db{l}"] = np.zeros((2, 1, 1))'}, 2.5),
    (ADAM_ZEROS, {"    s = {}": "    s = v"}, 2.5),
    (ADAM_ZEROS, {"return v, s": "return v, v.copy()"}, 2.5),
    (ADAM_ZEROS, {"return v, s": "return v, {name: array[:] for name, array in v.items()}"}, 2.5),
    (ADAM_ZEROS, {'s[f"db{l}"] = np.zeros(parameters[f"b{l}"].shape)': 's[f"db{l}"] = v[f"db{l}"]'}, 2.5),
    (ADAM_ZEROS, {"return v, s": "return v, v"}, 2.5),
    (ADAM_ZEROS, {"return v, s": "return v"}, 0),
    (ADAM, {" / (1 - beta1**t)": ""}, 7.5),
    (ADAM, {" / (1 - beta2**t)": ""}, 7.5),
    (ADAM, {" / (1 - beta1**t)": "", " / (1 - beta2**t)": ""}, 7.5),
    (ADAM, {"beta1**t": "beta1 ** (t + 1)", "beta2**t": "beta2 ** (t + 1)"}, 7.5),
    (ADAM, {"beta1**t": "beta1 ** (t - 1)"}, 7.5),
    (ADAM, {"beta2**t": "beta2 ** (t - 1)"}, 7.5),
    (ADAM, {"beta1**t": "beta2**t", "(1 - beta2**t)\n            step": "(1 - beta1**t)\n            step"}, 7.5),
    (ADAM, {'np.sqrt(s_corrected["d" + name])': 's_corrected["d" + name]'}, 7.5),
    (ADAM, {"learning_rate * v_corrected": "v_corrected"}, 7.5),
    (ADAM, {"parameters[name] - step": "parameters[name] + step"}, 7.5),
    (ADAM, {"(1 - beta1) * ": ""}, 11.25),
    (ADAM, {"(1 - beta2) * ": ""}, 11.25),
    # Corrected averages that are kept: the step is right, what goes into the next one is not.
    (ADAM, {"return": "v = v_corrected; return"}, 11.25),
    (ADAM, {"return": "v, s = v_corrected, s_corrected; return"}, 7.5),
    # Betas swapped: the first step does not depend on them.
    (ADAM, {"t, learning_rate=0.01, beta1=0.9, beta2": "t, learning_rate=0.01, beta2=0.9, beta1"}, 1.25),
    (ADAM, {"return parameters, v, s": "return parameters, s, v"}, 7.5),
    (ADAM, {"return parameters, v, s": "return parameters, v"}, 0),
    (DECAY, {"decay_rate * epoch_num": "decay_rate"}, 0),
    (DECAY, {"learning_rate0 / ": "1 / "}, 0),
    (DECAY, {"/ (1 + decay_rate * epoch_num)": "* decay_rate**epoch_num"}, 0),
    (SCHEDULED_DECAY, {"np.floor(epoch_num / time_interval)": "epoch_num / time_interval"}, 0),
    (SCHEDULED_DECAY, {"np.floor": "np.ceil"}, 0),
    (SCHEDULED_DECAY, {"np.floor": "np.round"}, 1),
    (SCHEDULED_DECAY, {"epoch_num / time_interval": "epoch_num % time_interval"}, 0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "edits", "score"), WRONG)
def test_wrong_answers_lose_points_and_one_slip_costs_once(name, edits, score):
    result = grade(name, edits)
    assert (result.score, remarks(result)) == (score, [])
    assert result.status is (Status.PARTIAL if score else Status.WRONG)
    shown = [case.status for case in result.cases if case.public]
    assert Status.WRONG in shown  # who sees all green must not lose marks later


# In the course material's own case epsilon is too small to matter, v and s are zero, and the seed is the default.
HIDDEN_FROM_THE_WORKED_EXAMPLE = [
    (ADAM, {f"({ROOT})": 'np.sqrt(s_corrected["d" + name] + epsilon)'}, 7.5),
    (ADAM, {" + epsilon": ""}, 7.5),
    (ADAM, {'beta1 * v["d" + name] + ': ""}, 12.5),
    (ADAM, {'beta2 * s["d" + name] + ': ""}, 12.5),
    (ADAM, {"for l in range(1, len(parameters) // 2 + 1)": "for l in (1, 2)"}, None),
    (MOMENTUM, {'beta * v[f"dW{l}"] + ': "", 'beta * v[f"db{l}"] + ': ""}, 5),
    (MOMENTUM, {"for l in range(1, len(parameters) // 2 + 1)": "for l in (1, 2)"}, None),
    (MINI_BATCHES, {"np.random.seed(seed)": "np.random.seed(0)"}, 0),
    (SCHEDULED_DECAY, {"/ time_interval": "/ 1000"}, 2),
]


@pytest.mark.parametrize(("name", "edits", "score"), HIDDEN_FROM_THE_WORKED_EXAMPLE)
def test_what_the_worked_example_hides_is_caught_by_another_public_case_and_by_hidden_ones(name, edits, score):
    for result in MARKING.results(name, MARKING.edited(name, edits), sets(name)):
        assert result.cases[0].status is Status.PASSED
        assert result.cases[1].status is Status.WRONG
        assert result.status is (Status.WRONG if score == 0 else Status.PARTIAL)
        assert result.score == score or (score is None and result.score < EXERCISES[name].points)


@pytest.mark.parametrize(
    ("name", "edits"),
    [
        (DECAY, {"return learning_rate": "return round(learning_rate, 4)"}),
        (SCHEDULED_DECAY, {"return learning_rate": "return round(learning_rate, 4)"}),
        (SCHEDULED_DECAY, {"decay_rate * np.floor(": "np.floor(decay_rate * "}),
    ],
)
def test_a_rate_that_is_right_in_the_worked_example_alone_is_shown_to_be_wrong(name, edits):
    result = grade(name, edits)
    assert (result.status, result.score) == (Status.WRONG, 0)
    assert [case.status for case in result.cases if case.public] == [Status.PASSED, Status.WRONG]


def test_a_last_batch_that_needs_a_whole_one_before_it_fails_in_public_too():
    result = grade(MINI_BATCHES, {LAST: "[:, (k + 1) * mini_batch_size :]"})
    assert (result.status, result.score) == (Status.PARTIAL, 8.75)
    assert [case.public for case in result.cases if case.status is Status.ERROR] == [True, False]


def test_arrays_that_are_shared_are_counted():
    result = grade(ADAM_ZEROS, {"return v, s": "return v, v.copy()"})
    assert result.message.id == Says.VALUE
    values = result.message.values
    assert (values["path"], values["expected"], values["got"]) == ("number of arrays that v and s share", 0, 4)


@pytest.mark.parametrize("name", [MOMENTUM, ADAM])
def test_dicts_in_the_wrong_order_lack_their_keys(name):
    result = grade(name, {"return parameters, v": "return v, parameters"})
    assert (result.message.id, result.message.values["path"]) == (Says.MISSING_KEY, "[1]")
    assert result.message.values["key"] == "dW1"


def test_two_layers_are_not_all_layers():
    for name in (GD, VELOCITY, ADAM_ZEROS):
        for result in MARKING.results(name, MARKING.edited(name, {"len(parameters) // 2 + 1": "3"})):
            assert result.status in (Status.WRONG, Status.PARTIAL)


def test_a_gradient_that_is_not_squared_costs_s_and_no_more_than_what_is_built_on_it():
    edits = {" ** 2": ""}
    for result in MARKING.results(ADAM, MARKING.edited(ADAM, edits)):
        # Roots of negative figures follow from nothing.
        assert 3.75 <= result.score <= 11.25
        assert result.cases[0].status is Status.WRONG


def test_a_slip_is_told_where_it_is_and_what_follows_is_told_to_follow():
    result = grade(MOMENTUM, {"(1 - beta) * ": ""})
    assert result.message.values["path"] == 'v["dW1"][0, 0]'
    assert result.message.values["outputs"] == ['v["dW1"]', 'v["db1"]', 'v["dW2"]', 'v["db2"]']
    (remark,) = result.cases[0].remarks
    assert (remark.id, remark.values["outputs"][0]) == (Says.FOLLOWS_FROM_OWN, "step of W1")
    result = grade(ADAM, {" / (1 - beta1**t)": ""})
    assert result.message.values["path"] == "step of W1[0, 0]"
    result = grade(MINI_BATCHES, {LAST: "[:, : m % mini_batch_size]"})
    assert result.message.values["path"] == "mini_batch_X[2, 0, 0]"


@pytest.mark.parametrize(
    "edits",
    [
        {SHUFFLE: "np.random.default_rng().permutation(m)"},
        {SHUFFLE: "np.random.default_rng(5).permutation(m)"},
        {SHUFFLE: "np.random.default_rng(seed).integers(0, m, m)"},
        {SHUFFLE: "np.roll(np.arange(m), seed)"},
        {SHUFFLE: "np.arange(m) * 3 % m"},
        {SHUFFLE: "np.arange(m)[::-1]"},
        {SHUFFLE: "np.argsort(X[0])"},
        {SHUFFLE: "np.argsort(np.arange(m) // mini_batch_size + np.random.default_rng(seed).random(m))"},
        {SHUFFLE: "np.argsort(np.random.default_rng(seed).random(m)[np.arange(m) // 4 * 4], kind='stable')"},
        {SHUFFLE: "np.random.default_rng(seed).permutation(m)", "Y[:, permutation].reshape((1, m))": "Y"},
        {SHUFFLE: "np.random.default_rng(seed).permutation(m)", LAST: "[:, : m % mini_batch_size]"},
    ],
)
def test_what_is_no_shuffle_or_ignores_the_seed_or_loses_labels_is_no_variant(edits):
    for result in MARKING.results(MINI_BATCHES, MARKING.edited(MINI_BATCHES, edits), range(6)):
        assert (result.status, result.score) == (Status.WRONG, 0)
        assert "another-generator" not in remarks(result)


def test_a_schedule_that_calls_update_lr_is_judged_by_itself():
    """Whatever the notebook's own update_lr does."""
    calls = (
        "def schedule_lr_decay(learning_rate0, epoch_num, decay_rate, time_interval=1000):\n    return update_lr(%s)"
    )
    right = calls % "learning_rate0, epoch_num // time_interval, decay_rate"
    without_floor = calls % "learning_rate0, epoch_num / time_interval, decay_rate"
    for wrong in ({"learning_rate0 / ": "1 / "}, {"1 + decay_rate": "decay_rate"}, {"def update_lr": "def decayed"}):
        update_lr = MARKING.edited(DECAY, wrong)
        assert MARKING.grade(SCHEDULED_DECAY, update_lr + right).score == 5
        assert MARKING.grade(SCHEDULED_DECAY, update_lr + without_floor).score == 0
    slip = MARKING.edited(DECAY, {"learning_rate0 / ": "1 / "})
    assert MARKING.grade(DECAY, slip + right).score == 0


def test_the_number_of_mini_batches_is_told_before_what_follows_from_it():
    result = grade(MINI_BATCHES, {ADD_LAST: "pass"})
    assert [case.message and case.message.values["path"] for case in result.cases if case.public] == [
        "number of mini-batches",
        "number of mini-batches[0]",
        None,
        "number of mini-batches[0]",
    ]
    assert (result.message.values["expected"], result.message.values["got"]) == (3, 2)


# --- lazy answers -----------------------------------------------------------------------------------------------


def zeros(value):
    if isinstance(value, dict):
        return {key: zeros(part) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(zeros(part) for part in value)
    return np.zeros_like(value)


def nothing(value):
    if isinstance(value, (tuple, list)):
        return type(value)(nothing(part) for part in value)
    return dict.fromkeys(value) if isinstance(value, dict) else None


@pytest.mark.parametrize("name", EXERCISES)
def test_lazy_answers_earn_exactly_nothing(name):
    right = MARKING.defined()[name]
    known = []
    answer(
        {**MARKING.defined(), name: lambda *inputs: known.append(right(*inputs))},
        name,
        MARKING.paper(0).questions[name][0],
    )
    lazy = {
        "nothing": lambda *inputs: None,
        "an empty dict": lambda *inputs: {},
        "empty dicts": lambda *inputs: ({}, {}, {}),
        "an empty list": lambda *inputs: [],
        "zero": lambda *inputs: 0,
        "not a number": lambda *inputs: np.nan,
        "the first input": lambda *inputs: inputs[0],
        "all inputs": lambda *inputs: inputs,
        "unchanged parameters and averages": lambda *inputs: (inputs[0], *inputs[2:]),
        "nothing in each place": lambda *inputs: nothing(right(*inputs)),
        "the public answer": lambda *inputs: known[0],
    }
    if name not in (VELOCITY, ADAM_ZEROS):
        lazy["zeros"] = lambda *inputs: zeros(right(*inputs))
    for solution in lazy.values():
        for result in MARKING.grade_value(name, solution, SETS[:2]):
            assert (result.status, result.score) == (Status.WRONG, 0)
            assert all(case.credit == 0 for case in result.cases)
    memorised = MARKING.grade_value(name, lazy["the public answer"], range(1))[0]
    assert [remark.id for remark in memorised.remarks] == [Says.UNCONFIRMED]


@pytest.mark.parametrize(
    "value",
    [
        None,
        0,
        "text",
        [],
        [None],
        [(None, None)],
        [[np.zeros(3), np.zeros(3)]],
        [("a", "b")],
        [(np.zeros((2, 4)), np.zeros((1, 4))), (np.zeros((3, 4)), np.zeros((1, 4)))],
        [(np.array([["x"] * 4]), np.array([[None] * 4]))],
    ],
)
def test_what_is_no_list_of_batches_is_wrong_and_breaks_no_driver(value):
    for question in MARKING.paper(0).questions[MINI_BATCHES]:
        given = answer({MINI_BATCHES: lambda *inputs: value}, MINI_BATCHES, question)
        assert not isinstance(given, Raised)
    assert MARKING.grade_value(MINI_BATCHES, lambda *inputs: value, range(1))[0].score == 0


@pytest.mark.parametrize("part", [None, 0, "text", np.zeros(3), np.array([["x"]]), [0.0]])
@pytest.mark.parametrize("name", [MOMENTUM, ADAM, ADAM_ZEROS])
def test_what_is_no_dict_of_arrays_is_wrong_and_breaks_no_driver(name, part):
    right = MARKING.defined()[name]
    odd = {
        "the whole": lambda *inputs: part,
        "each part": lambda *inputs: (part, part, part),
        "the first part": lambda *inputs: (part, *right(*inputs)[1:]),
        "each array": lambda *inputs: tuple(dict.fromkeys(each, part) for each in right(*inputs)),
        "one array": lambda *inputs: tuple(each | {"W2": part, "dW2": part} for each in right(*inputs)),
    }
    for solution in odd.values():
        for question in MARKING.paper(0).questions[name]:
            assert not isinstance(answer({name: solution}, name, question), Raised)
        assert MARKING.grade_value(name, solution, range(1))[0].score < EXERCISES[name].points
