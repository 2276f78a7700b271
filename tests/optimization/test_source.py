"""The source of the optimization assignment: its notebook and its helpers."""

import inspect
import re

import numpy as np
import pytest

from autograder.assignments import load
from autograder.model import Public
from tests.source_notebook import assert_same, cells, namespace, run

NAME = "optimization"
GRADED = (
    "update_parameters_with_gd",
    "random_mini_batches",
    "initialize_velocity",
    "update_parameters_with_momentum",
    "initialize_adam",
    "update_parameters_with_adam",
    "update_lr",
    "schedule_lr_decay",
)

# What the notebook says in so many words: the arguments behind those that the test cases give.
NUMBERS = dict.fromkeys(GRADED, ()) | {
    "update_parameters_with_momentum": (0.9, 0.01),
    "update_parameters_with_adam": (2, 0.01, 0.9, 0.999, 1e-8),
    "update_lr": (0.6, 4, 0.5),
    "schedule_lr_decay": (0.6, 2700, 0.5),
}


@pytest.fixture(scope="module")
def notebook():
    """What the notebook's names stand for once all of its functions are defined."""
    return namespace(NAME, "setup", *GRADED, "take-step")


@pytest.fixture
def example(notebook):
    """The arguments of a worked example, fresh at each call: some functions write into them."""

    def example(name):
        given = notebook[f"{name}_test_case"]() if f"{name}_test_case" in notebook else ()
        return (*(given if isinstance(given, tuple) else (given,)), *NUMBERS[name])

    return example


# --- the worked examples ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GRADED)
def test_the_inputs_are_those_that_are_graded(name, notebook, example):
    (exercise,) = [each for each in load(NAME).exercises if each.name == name]
    public = next(case for case in exercise.cases if isinstance(case, Public))
    assert tuple(inspect.signature(notebook[name]).parameters) == exercise.parameters
    if name == "random_mini_batches":  # graded from its seed
        X, Y, mini_batch_size = example(name)
        assert (*X.shape, mini_batch_size, 0) == public.inputs
        assert (X[0, 0], Y.shape, Y.dtype) == (np.random.RandomState(1).randn(), (1, 148), bool)
        return
    assert_same(
        example(name), public.inputs[1:] if public.driver in ("optimizer_step", "decay_rebound") else public.inputs
    )


# The first row of each array after the step, as the course material has it.
FIRST_ROWS = {
    "update_parameters_with_gd": {
        "W1": [1.6353515554353708, -0.6232036507484715, -0.5371876594693836],
        "b1": [1.7460406664716666],
        "W2": [0.32171797685335873, -0.25467393014479195, 1.4690245445622272],
        "b2": [-0.8802025748995427],
    },
    "update_parameters_with_momentum": {
        "W1": [1.6254459828404546, -0.612901137359915, -0.5290733429840485],
        "b1": [1.7449346544419986],
        "W2": [0.3193069841367246, -0.24990073094414827, 1.4627995977966994],
        "b2": [-0.8780928336191889],
    },
    "update_parameters_with_adam": {
        "W1": [1.6317867318375125, -0.6191977818289862, -0.5356131204076264],
        "b1": [1.752253127527215],
        "W2": [0.32648046325636526, -0.25681174344865554, 1.469549305125173],
        "b2": [-0.8852997848035297],
    },
}
AVERAGES = {
    "v": {
        "dW1": [-0.1100619177212921, 0.11447237098396139, 0.09015907205927953],
        "db1": [-0.012289022551864814],
        "dW2": [-0.026788807962601583, 0.05303554667381859, -0.06916607517253089],
        "db2": [0.02344156978170921],
    },
    "s": {
        "dW1": [0.001211362573248849, 0.0013103923718689704, 0.0008128658274590371],
        "db1": [1.510200752802422e-05],
        "dW2": [7.17640232057147e-05, 0.0002812769210990794, 0.00047839459547722004],
        "db2": [5.495071938307431e-05],
    },
}


@pytest.mark.parametrize("name", FIRST_ROWS)
def test_a_step_is_that_of_the_course(name, notebook, example):
    # The parameters after a step of Adam were computed with epsilon within the root: it shows from the ninth digit on.
    exact = 1e-8 if name == "update_parameters_with_adam" else 1e-12
    given = notebook[name](*example(name))
    told = dict(zip(("parameters", "v", "s"), given if isinstance(given, tuple) else (given,), strict=False))
    for part, expected in {"parameters": FIRST_ROWS[name], **AVERAGES}.items():
        for key, row in expected.items() if part in told else ():
            np.testing.assert_allclose(told[part][key][0], row, rtol=exact, err_msg=f"{part} {key}")
    assert len(told) == {"update_parameters_with_gd": 1, "update_parameters_with_momentum": 2}.get(name, 3)


@pytest.mark.parametrize("name", ["initialize_velocity", "initialize_adam"])
def test_all_begins_at_zero(name, notebook, example):
    given = notebook[name](*example(name))
    for averages in given if isinstance(given, tuple) else (given,):
        shapes = {key: array.shape for key, array in averages.items()}
        assert shapes == {"dW1": (2, 3), "db1": (2, 1), "dW2": (3, 3), "db2": (3, 1)}
        assert not any(array.any() for array in averages.values())


def test_the_mini_batches_are_those_of_the_course(notebook, example):
    batches = notebook["random_mini_batches"](*example("random_mini_batches"))
    assert [(x.shape, y.shape) for x, y in batches] == [((12288, n), (1, n)) for n in (64, 64, 20)]
    np.testing.assert_array_equal(batches[0][0][0, :3], [0.9008559492644118, -0.7612069008951028, 0.23441569781709215])


def test_learning_rates_decay(notebook, example):
    assert notebook["update_lr"](*example("update_lr")) == pytest.approx(0.2, rel=1e-12)
    assert notebook["schedule_lr_decay"](*example("schedule_lr_decay")) == pytest.approx(0.3, rel=1e-12)
    assert notebook["schedule_lr_decay"](0.6, 999, 0.5) == 0.6


@pytest.mark.parametrize("name", GRADED)
def test_the_example_prints_what_its_table_shows(name, notebook, capsys):
    run(NAME, f"try-{name}", dict(notebook))
    printed = capsys.readouterr().out
    shown = re.findall("<b>(.*?)</b></td><td><pre>(.*?)</pre>", cells(NAME)[f"expected-{name}"].source, re.DOTALL)
    assert shown
    for label, figures in shown:
        assert re.search(rf"^{re.escape(label)} =\s{re.escape(figures)}\n", printed, re.MULTILINE), label


# --- a walk with any optimizer ------------------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", ["gd", "momentum", "adam"])
def test_a_walk_comes_near_the_lowest_point(optimizer, notebook):
    x, y = notebook["load_line"]()
    path = notebook["walk"](optimizer, 0.25, steps=64)
    assert path.shape == (65, 2)
    assert np.abs(path[-1] - np.polyfit(x[0], y[0], 1)).max() < 0.3


def test_only_adam_does_not_mind_how_the_cost_is_measured(notebook):
    """What the notebook says of its plot, and asks about in the end."""
    lengths = {
        optimizer: [np.abs(np.diff(notebook["walk"](optimizer, 0.25, 64, scale=scale), axis=0)) for scale in (1, 0.02)]
        for optimizer in ("gd", "momentum", "adam")
    }
    np.testing.assert_allclose(*lengths["adam"], rtol=1e-2, atol=1e-4)
    for optimizer in ("gd", "momentum"):
        whole, scaled = lengths[optimizer]
        assert scaled.sum() < 0.2 * whole.sum()


def test_adam_of_the_newer_layout_takes_steps_too(notebook):
    ours = notebook["update_parameters_with_adam"]
    with_five = dict(notebook, update_parameters_with_adam=lambda *inputs: (*ours(*inputs), {}, {}))
    run(NAME, "take-step", with_five)
    np.testing.assert_array_equal(with_five["walk"]("adam", 0.25, 20), notebook["walk"]("adam", 0.25, 20))


def test_an_unknown_optimizer_is_refused(notebook):
    with pytest.raises(ValueError, match=r'"gd", "momentum" or "adam", not \'sgd\''):
        notebook["walk"]("sgd", 0.1, steps=1)


# --- the helpers --------------------------------------------------------------------------------------------------


@pytest.fixture
def network(notebook):
    """Inputs, labels and parameters of a network in which every weight and bias counts."""
    random = np.random.RandomState(7)
    parameters = notebook["initialize_parameters"]([2, 5, 2, 1])
    parameters = {name: array + 0.1 * random.randn(*array.shape) for name, array in parameters.items()}
    return random.randn(2, 9), (random.rand(1, 9) > 0.5).astype(int), parameters


def test_the_gradients_are_those_of_the_cost(notebook, network):
    X, Y, parameters = network
    a3, cache = notebook["forward_propagation"](X, parameters)
    grads = notebook["backward_propagation"](X, Y, cache)
    for name, array in parameters.items():
        for place in np.ndindex(array.shape):
            costs = []
            for shift in (1e-5, -1e-5):
                shifted = array.copy()
                shifted[place] += shift
                a3, _ = notebook["forward_propagation"](X, {**parameters, name: shifted})
                costs.append(notebook["compute_cost"](a3, Y))
            assert grads[f"d{name}"][place] == pytest.approx((costs[0] - costs[1]) / 2e-5, rel=1e-6, abs=1e-9)


def test_the_gradients_of_the_line_are_those_of_its_cost(notebook):
    x, y = notebook["load_line"]()
    grads = notebook["line_gradients"]({"W1": np.array([[0.3]]), "b1": np.array([[2.0]])}, x, y)

    def cost(slope, intercept):
        return np.mean((slope * x + intercept - y) ** 2) / 2

    assert grads["dW1"].shape == grads["db1"].shape == (1, 1)
    assert grads["dW1"].item() == pytest.approx((cost(0.3 + 1e-5, 2) - cost(0.3 - 1e-5, 2)) / 2e-5, rel=1e-6)
    assert grads["db1"].item() == pytest.approx((cost(0.3, 2 + 1e-5) - cost(0.3, 2 - 1e-5)) / 2e-5, rel=1e-6)


def test_the_initial_weights_are_those_of_the_course(notebook):
    parameters = notebook["initialize_parameters"]([2, 5, 2, 1])
    shapes = {"W1": (5, 2), "b1": (5, 1), "W2": (2, 5), "b2": (2, 1), "W3": (1, 2), "b3": (1, 1)}
    assert {name: value.shape for name, value in parameters.items()} == shapes
    assert parameters["W1"][0, 0] == pytest.approx(1.7886284734303186, rel=1e-12)  # sqrt(2 / 2) is 1
    stream = np.random.RandomState(3).randn(11)
    assert parameters["W2"][0, 0] == pytest.approx(stream[10] * np.sqrt(2 / 5), rel=1e-12)
    assert not any(parameters[name].any() for name in ("b1", "b2", "b3"))


def test_the_data_are_those_of_the_course_and_leave_the_random_numbers_alone(notebook):
    from sklearn.datasets import make_moons

    np.random.seed(5)
    X, Y = notebook["load_dataset"]()
    assert np.random.rand() == np.random.RandomState(5).rand()
    np.random.seed(3)
    points, labels = make_moons(n_samples=300, noise=0.2)
    np.testing.assert_array_equal(X, points.T)
    np.testing.assert_array_equal(Y, [labels])
    assert (X.min(axis=1) > (-1.5, -1)).all()
    assert (X.max(axis=1) < (2.5, 1.5)).all()


def test_a_cost_stands_above_its_own_epoch(notebook):
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    notebook["plot_costs"]({"gradient descent": [0.7, 0.5, 0.4], "Adam": [0.7, 0.2]}, axes)
    epochs = {line.get_label(): list(line.get_xdata()) for line in axes.lines}
    assert epochs == {"gradient descent": [0, 100, 200], "Adam": [0, 100]}
    assert axes.get_xlabel() == "epoch"
    assert len({(line.get_color(), line.get_linestyle()) for line in axes.lines}) == 2
