"""Parts (a) and (b) of the beyond L2 assignment as data: their figures, draws, drivers and stubs."""

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.assignments.figures import beyond_l2 as figures
from autograder.model import Drawn, Public, Question
from autograder.pipeline.markers import Place
from autograder.pipeline.strip import strip
from tests.beyond_l2.reference import EXERCISES, MARKING, REFERENCE
from tests.marking import answer
from tests.source_notebook import source_cell

SOLUTIONS = MARKING.defined()
FORWARD, BACKWARD = "forward_propagation_with_dropout", "backward_propagation_with_dropout"


def public(name):
    return [case for case in EXERCISES[name].cases if isinstance(case, Public)]


# --- the public figures ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REFERENCE)
def test_the_reference_gives_the_public_figures_with_full_precision(name):
    for case in public(name):
        question = Question(case.name, True, case.inputs, {}, case.seed, driver=case.driver)
        given = answer(MARKING.defined(), name, question).value
        expected = case.expected
        for output in EXERCISES[name].outputs:
            got = given
            for step in output.path:
                got = got[step]
            due = expected[output.name] if output.path else expected
            for key in due if isinstance(due, dict) else [None]:
                pair = (got, due) if key is None else (got[key], due[key])
                np.testing.assert_allclose(*pair, rtol=1e-13, atol=1e-15)


def weights(parameters):
    return [float(entry) for name, W in parameters.items() if name.startswith("W") for entry in W.ravel()]


@pytest.mark.parametrize(
    ("parameters", "lambd", "m", "cost", "count"),
    [
        (figures.TWO_LAYERS, 0.7, 5, figures.L1_TWO_LAYERS, 6),
        (figures.THREE_LAYERS, 0.1, 12, figures.L1_THREE_LAYERS, 15),
    ],
)
def test_the_figures_of_the_penalties_are_what_their_definitions_say(parameters, lambd, m, cost, count):
    assert cost == pytest.approx(lambd / m * sum(map(abs, weights(parameters))), rel=1e-15)
    assert count == sum(entry != 0 for entry in weights(parameters))


def cost_of(parameters, mask1, lambd, keep_prob):
    """Cross-entropy with the L2 penalty, in plain Python where it matters."""
    a1 = np.tanh(parameters["w1"] @ figures.X + parameters["b1"]) * mask1 / keep_prob
    a2 = 1 / (1 + np.exp(-(parameters["w2"] @ a1 + parameters["b2"])))
    entropy = -np.mean(figures.Y * np.log(a2) + (1 - figures.Y) * np.log(1 - a2))
    squares = np.sum(parameters["w1"] ** 2) + np.sum(parameters["w2"] ** 2)
    return entropy + lambd / (2 * figures.Y.size) * squares


def numeric_gradients(parameters, mask1, lambd, keep_prob, step=1e-5):
    gradients = {}
    for name, figure in parameters.items():
        gradients[f"d{name}"] = np.zeros_like(figure)
        for place in np.ndindex(figure.shape):
            moved = []
            for sign in (1, -1):
                nearby = copy.deepcopy(parameters)
                nearby[name][place] += sign * step
                moved.append(cost_of(nearby, mask1, lambd, keep_prob))
            gradients[f"d{name}"][place] = (moved[0] - moved[1]) / (2 * step)
    return gradients


def distance(one, other):
    """The relative distance of the gradient check, over all entries together."""
    left, right = (
        np.concatenate([gradients[f"d{name}"].ravel() for name in figures.PARAMETERS]) for gradients in (one, other)
    )
    return np.linalg.norm(left - right) / (np.linalg.norm(left) + np.linalg.norm(right))


@pytest.mark.parametrize("lambd", [0.0, 0.7])
def test_the_solution_passes_a_numeric_gradient_check(lambd):
    mask1 = figures.CACHE["mask1"]
    numeric = numeric_gradients(figures.PARAMETERS, mask1, lambd, 0.8)
    inputs = figures.PARAMETERS, figures.CACHE, figures.X, figures.Y, lambd, 0.8
    for solution in (SOLUTIONS[BACKWARD], MARKING.defined(source_cell("beyond_l2", BACKWARD))[BACKWARD]):
        assert distance(solution(*copy.deepcopy(inputs)), numeric) < 1e-8
    assert distance(figures.L2_GRADIENTS if lambd else figures.GRADIENTS, numeric) < 1e-8


@pytest.mark.parametrize(
    "edits",
    [
        {"da1 * (1 - np.tanh(z1) ** 2)": "np.dot(w2.T, dz2) * (1 - a1 ** 2)"},
        {"np.tanh(z1) ** 2": "a1 ** 2"},
        {"da1 * (1": "np.dot(w2.T, dz2) * (1"},
    ],
)
def test_the_backward_pass_of_the_source_material_fails_the_gradient_check(edits):
    numeric = numeric_gradients(figures.PARAMETERS, figures.CACHE["mask1"], 0.0, 0.8)
    solution = MARKING.defined(MARKING.edited(BACKWARD, edits))[BACKWARD]
    gradients = solution(figures.PARAMETERS, figures.CACHE, figures.X, figures.Y, 0.0, 0.8)
    assert distance(gradients, numeric) > 0.05


def stopping_point(costs, patience):
    """Early stopping by its definition, measurement by measurement."""
    seen = costs[:1]
    for n in range(1, len(costs) + 1):
        seen = costs[:n]
        if n > patience and min(seen[-patience:]) >= min(seen[:-patience]):
            break
    return seen.index(min(seen))


@given(st.lists(st.integers(0, 6).map(float), min_size=1, max_size=20), st.integers(1, 6))
def test_early_stopping_is_what_its_definition_says(costs, patience):
    assert SOLUTIONS["early_stopping"](costs, patience) == stopping_point(costs, patience)


def test_the_pictures_are_what_their_definitions_say():
    height, width, _ = figures.PICTURE.shape
    for row in range(height):
        for column in range(width):
            pixel = figures.PICTURE[row, column].tolist()
            assert figures.FLIPPED[row, width - 1 - column].tolist() == pixel
            # Counter-clockwise: what was on the right is on top.
            assert figures.TURNED[width - 1 - column, row].tolist() == pixel
            assert figures.TURNED_BACK[column, height - 1 - row].tolist() == pixel
            assert figures.UPSIDE_DOWN[height - 1 - row, width - 1 - column].tolist() == pixel


def test_the_masks_of_the_public_cases_are_those_of_the_first_seed():
    stream = np.random.RandomState(1)
    np.testing.assert_array_equal(figures.FORWARD["mask1"], stream.rand(5, 1) < 0.4)
    for layer, ratio in ((figures.LAYER, 0.3), (figures.DEFAULT_LAYER, 0.5)):
        np.testing.assert_array_equal(layer["mask"], np.random.RandomState(1).rand(*layer["mask"].shape) > ratio)


def test_the_masks_of_the_second_passes_come_next_in_the_stream_and_differ_from_the_first():
    first, second = np.random.RandomState(1).rand(2, 24, 1) < 0.4
    np.testing.assert_array_equal(figures.SECOND_MASK, second)
    assert (first != second).any()
    first, second = np.random.RandomState(1).rand(2, 6, 8) > 0.3
    np.testing.assert_array_equal(figures.LARGE_MASK, second)
    assert (first != second).any()


# --- the hidden cases --------------------------------------------------------------------------------------------


def drawn(name, sets=range(64)):
    return [inputs for _, inputs in MARKING.drawn(name, sets)]


@pytest.mark.parametrize("name", ["l1_cost", "l1_gradient", "l0_count"])
def test_drawn_weights_are_of_either_sign_nought_and_nearly_so(name):
    depths, counts = set(), set()
    for parameters, *_ in drawn(name):
        depth = len(parameters) // 2
        depths.add(depth)
        for layer in range(1, depth + 1):
            W = parameters[f"W{layer}"]
            assert W.shape[0] != W.shape[1]
            assert (W == 0).sum() >= 5
            assert W.min() < 0 < W.max()
            assert ((W != 0) & (np.abs(W) < 1e-8)).sum() == 1
            assert parameters[f"b{layer}"].shape == (W.shape[0], 1)
            assert parameters[f"b{layer}"].all()
        counts.add(SOLUTIONS["l0_count"](parameters))
    assert depths == {4, 5}  # the public cases have two and three
    assert min(counts) > 15
    assert len(counts) > 50


def test_drawn_trainings_stop_where_they_should_and_cover_every_patience():
    patience_drawn = set()
    for case, (trainings,) in MARKING.drawn("early_stopping"):
        found = [stopping_point(costs, patience) for costs, patience in trainings]
        best_of_all = [costs.index(min(costs)) for costs, _ in trainings]
        patience_drawn |= {patience for _, patience in trainings}
        assert (1 in {patience for _, patience in trainings}) == (case != "plateaus")
        assert len({patience for _, patience in trainings}) == 4
        for (costs, patience), best, lowest in zip(trainings, found, best_of_all, strict=True):
            waited = len(costs) - 1 - best
            if case == "trainings that run to their end":
                assert waited < patience
                assert best == lowest
            else:
                assert best < lowest
                others = {stopping_point(costs, each) for each in (patience - 1, patience + 1) if each}
                assert (others == {best}) == (case == "plateaus")
            assert (costs.count(costs[best]) > 1) == (case == "plateaus")
    assert patience_drawn == set(range(1, 7))


@pytest.mark.parametrize("name", ["augment_flip", "augment_rotate", "augment_crop"])
def test_drawn_pictures_are_not_square_and_of_every_kind(name):
    kinds = set()
    for image, *_ in drawn(name):
        height, width, channels = image.shape
        assert height != width
        kinds.add((image.dtype.name, channels))
    assert kinds == {("uint8", 3), ("float64", 1)}


def test_drawn_turns_are_forward_back_and_none():
    turns = {}
    for case, (_, quarter_turns) in MARKING.drawn("augment_rotate"):
        turns.setdefault(case, set()).update(quarter_turns)
        assert len({each % 4 for each in quarter_turns}) == (1 if case == "whole turns" else 3)
    assert turns == {
        "turns": {1, 2, 3, 5, 6, 7},
        "turns back": {-1, -2, -3, -5, -6, -7},
        "whole turns": {-4, 0, 4},
    }


def test_drawn_frames_lie_within_the_picture_and_mix_up_nothing():
    for image, top, left, height, width in drawn("augment_crop"):
        assert len({top, left, height, width}) == 4
        assert min(top, left, height, width) > 0
        assert top + height < image.shape[0]
        assert left + width < image.shape[1]


def test_drawn_masks_would_be_others_with_another_threshold():
    for x, parameters, keep_prob in drawn(FORWARD, range(12)):
        numbers = np.random.RandomState(1).rand(parameters["b1"].size)
        mask = numbers < keep_prob
        for other in (0.5, 0.7, 1 - keep_prob):
            assert (mask != (numbers < other)).any()
        assert len({x.shape[0], x.shape[1], mask.size}) == 3


def test_drawn_networks_are_consistent_and_tell_wrong_steps():
    strengths = set()
    for parameters, cache, x, y, lambd, keep_prob in drawn(BACKWARD):
        z1 = parameters["w1"] @ x + parameters["b1"]
        np.testing.assert_allclose(cache["z1"], z1)
        np.testing.assert_allclose(cache["a1"], np.tanh(z1) * cache["mask1"] / keep_prob)
        np.testing.assert_allclose(cache["z2"], parameters["w2"] @ cache["a1"] + parameters["b2"])
        np.testing.assert_allclose(cache["a2"], 1 / (1 + np.exp(-cache["z2"])))
        assert set(cache["mask1"].ravel()) == {True, False}
        assert set(y.ravel()) == {0, 1}
        assert x.shape[1] < x.shape[0] < cache["mask1"].size  # dz1 can be had back from dw1
        strengths.add(lambd)
    assert 0.0 in strengths
    assert 0.3 <= min(strengths - {0.0}) < max(strengths) <= 0.9


def test_drawn_layers_are_of_a_given_and_of_the_default_ratio():
    ratios = set()
    for arguments, x, dout in drawn("Dropout"):
        assert x.shape == dout.shape
        assert x.shape[0] != x.shape[1]
        ratios |= set(arguments) or {None}
    assert None in ratios
    assert min(abs(ratio - 0.5) for ratio in ratios - {None}) >= 0.1
    assert max(x.size for _, x, _ in drawn("Dropout", range(1))) == 4800


def test_the_cases_that_a_lazy_answer_passes_are_not_telling():
    untold = {
        name: [case.name for case in exercise.cases if isinstance(case, Drawn) and not case.telling]
        for name, exercise in EXERCISES.items()
    }
    assert {name: cases for name, cases in untold.items() if cases} == {
        "early_stopping": ["trainings that run to their end"],
        "augment_rotate": ["whole turns"],
    }


def test_points():
    assert [exercise.points for exercise in EXERCISES.values()] == [5, 5, 5, 10, 5, 5, 5, 10, 10, 10]


# --- what was handed out ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REFERENCE)
def test_stubs_in_whose_regions_comments_or_half_lines_are_left_are_stubs(name):
    released = strip(source_cell("beyond_l2", name), Place(1, "cell"))
    lines = released.splitlines()
    inside = [
        at
        for at, line in enumerate(lines)
        if "= None" in line and any("START CODE HERE" in above for above in lines[:at])
    ]
    assert inside
    commented = [line for at, line in enumerate(lines) if at not in inside]
    half = [line.replace("= None", "=") if at in inside else line for at, line in enumerate(lines)]
    assert MARKING.is_stub(name, "\n".join(commented).replace("### START CODE HERE ###", "# YOUR CODE STARTS HERE"))
    assert MARKING.is_stub(name, "\n".join(half))
