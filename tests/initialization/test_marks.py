"""What right, wrong and lazy answers to the initialization assignment earn, in every set alike."""

import numpy as np
import pytest

from autograder.grading.messages import Says
from autograder.model import Status
from tests.initialization.reference import EXERCISES, HE, MARKING, RANDOM, REFERENCE, ZEROS
from tests.source_notebook import source_cell

DRAWN = "np.random.randn(layers_dims[l], layers_dims[l - 1])"
BIASES = "np.zeros((layers_dims[l], 1))"
SEED = "np.random.seed(3)"
HE_SCALE = "np.sqrt(2 / layers_dims[l - 1])"


def grade(name, edits):
    return MARKING.grade(name, MARKING.edited(name, edits))


def remarks(result):
    return [remark.values.get("variant", remark.id) for remark in result.remarks]


# --- right answers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_gives_the_public_figures_and_gets_full_marks(name):
    result = MARKING.grade(name, REFERENCE[name])
    assert (result.status, result.score, result.remarks) == (Status.PASSED, 10, ())


@pytest.mark.parametrize("name", EXERCISES)
def test_the_source_notebook_gets_full_marks(name):
    cell = source_cell("initialization", name)
    result = MARKING.grade(name, cell)
    assert (result.status, result.score, result.remarks) == (Status.PASSED, 10, ())


RIGHT = [
    (ZEROS, {"np.zeros((layers_dims[l], layers_dims[l - 1]))": "np.zeros([layers_dims[l], layers_dims[l - 1]], int)"}),
    (ZEROS, {BIASES: 'parameters["W" + str(l)][:, :1].copy()'}),
    (ZEROS, {"return parameters": 'parameters["L"] = L; return parameters'}),
    (RANDOM, {SEED: ""}),  # the caller seeds
    (RANDOM, {SEED: "random = np.random.RandomState(3)", "np.random.randn": "random.randn"}),
    (RANDOM, {f"{DRAWN} * 10": "np.random.normal(0, 10, (layers_dims[l], layers_dims[l - 1]))"}),
    (RANDOM, {BIASES: "np.zeros((layers_dims[l], 1)) * np.random.randn(0, 1).sum()"}),
    (HE, {"np.random.seed(3)\n": "np.random.seed(seed=3)\n"}),
    (HE, {"np.sqrt(2 /": "(2 /", "layers_dims[l - 1])\n": "layers_dims[l - 1]) ** 0.5\n"}),
    (HE, {f"{DRAWN} * {HE_SCALE}": f"{HE_SCALE} * np.random.standard_normal((layers_dims[l], layers_dims[l - 1]))"}),
]


@pytest.mark.parametrize(("name", "edits"), RIGHT)
def test_right_in_other_words(name, edits):
    result = grade(name, edits)
    assert (result.status, result.score, result.remarks) == (Status.PASSED, 10, ())


GENERATORS = [
    {SEED: "np.random.seed(1)"},
    {SEED: "rng = np.random.default_rng(3)", DRAWN: "rng.standard_normal((layers_dims[l], layers_dims[l - 1]))"},
    {SEED: "import random", DRAWN: "np.array([[random.gauss(0, 1) for _ in range(layers_dims[l - 1])]"
                                   " for _ in range(layers_dims[l])])"},
    {DRAWN: "np.random.randn(layers_dims[l - 1], layers_dims[l]).T"},
    {"    for l in": "    layers = [len(layers_dims)]\n    np.random.randn(5)\n    for l in"},
    # Nothing in the argument for He's rule asks for a normal distribution.
    {DRAWN: "np.random.uniform(-1, 1, (layers_dims[l], layers_dims[l - 1])) * np.sqrt(3)"},
    {SEED: "rng = np.random.default_rng()", DRAWN: "rng.standard_normal((layers_dims[l], layers_dims[l - 1]), 'f')"},
]  # fmt: skip


@pytest.mark.parametrize("name", [RANDOM, HE])
@pytest.mark.parametrize("edits", GENERATORS)
def test_weights_of_another_generator_are_right_with_a_remark(name, edits):
    result = grade(name, edits)
    assert (result.status, result.score) == (Status.PASSED, 10)
    assert remarks(result) == ["another-generator"]


# --- wrong answers ----------------------------------------------------------------------------------------------

WRONG = [
    (ZEROS, {"np.zeros((layers_dims[l], layers_dims[l - 1]))": "np.zeros((layers_dims[l - 1], layers_dims[l]))"}, 0),
    (ZEROS, {"np.zeros((layers_dims[l], layers_dims[l - 1]))": "np.ones((layers_dims[l], layers_dims[l - 1]))"}, 0),
    (ZEROS, {BIASES: "np.zeros((1, layers_dims[l]))"}, 8),
    (ZEROS, {BIASES: "0"}, 8),
    (ZEROS, {"range(1, L)": "range(1, L - 1)"}, 0),
    (ZEROS, {"range(1, L)": "range(1, 3)"}, 2.86),  # right for two layers: a public case and one of five
    (RANDOM, {" * 10": ""}, 0),
    (RANDOM, {" * 10": " * 0.01"}, 0),
    (RANDOM, {" * 10": " + 10"}, 0),
    (RANDOM, {DRAWN: "np.random.rand(layers_dims[l], layers_dims[l - 1])"}, 0),
    (RANDOM, {BIASES: "np.ones((layers_dims[l], 1))"}, 8),
    (RANDOM, {BIASES: "np.random.randn(layers_dims[l], 1)"}, 1.0),  # from the second layer on the weights are others
    (HE, {HE_SCALE: "np.sqrt(1 / layers_dims[l - 1])"}, 0),
    (HE, {HE_SCALE: "np.sqrt(2 / layers_dims[l])"}, 0),
    (HE, {HE_SCALE: "2 / layers_dims[l - 1]"}, 0),
    (HE, {HE_SCALE: "np.sqrt(2 / (layers_dims[l - 1] + layers_dims[l]))"}, 0),
    (HE, {HE_SCALE: "np.sqrt(2) / layers_dims[l - 1]"}, 0),
    (HE, {HE_SCALE: "np.sqrt(2 / layers_dims[0])"}, 1.25),  # right for a single layer
    (HE, {HE_SCALE: "0.01"}, 0),
    (HE, {HE_SCALE: "10"}, 0),
    (HE, {BIASES: "np.zeros(layers_dims[l])"}, 8),
    (HE, {"L + 1": "L"}, 0),
    (HE, {"        parameters[\"W\"": "        np.random.seed(3)\n        parameters[\"W\""}, 1.25),
]  # fmt: skip


@pytest.mark.parametrize(("name", "edits", "score"), WRONG)
def test_wrong_answers_lose_points(name, edits, score):
    result = grade(name, edits)
    assert (result.score, remarks(result)) == (score, [])
    assert result.status is (Status.PARTIAL if score else Status.WRONG)
    # Who sees all green must not lose marks later.
    assert {Status.WRONG, Status.PARTIAL, Status.ERROR} & {case.status for case in result.cases if case.public}


@pytest.mark.parametrize(
    ("name", "scale"),
    [
        *((RANDOM, scale) for scale in ("9.5", "10.5", "10.001", "-10")),
        *(
            (HE, f"np.sqrt({variance})")
            for variance in (
                "2 / (layers_dims[l - 1] + 1)",
                "2 / (layers_dims[l - 1] + 2)",
                "2 / max(1, layers_dims[l - 1] - 1)",
                "1.9 / layers_dims[l - 1]",
                "1.7 / layers_dims[l - 1]",
            )
        ),
    ],
)
def test_a_wrong_scale_is_no_variant_where_the_stream_is_the_seeded_one(name, scale):
    result = grade(name, {f"{DRAWN} * {'10' if name == RANDOM else HE_SCALE}": f"{DRAWN} * {scale}"})
    assert (result.status, result.score, remarks(result)) == (Status.WRONG, 0, [])


OTHER_SEED = {SEED: "np.random.seed(7)"}
NO_VARIANT = [
    (RANDOM, {" * 10": " * 9"}),
    (RANDOM, {" * 10": ""}),
    (RANDOM, {" * 10": " * 100"}),
    (RANDOM, {DRAWN: "np.random.uniform(-1, 1, (layers_dims[l], layers_dims[l - 1]))"}),
    (RANDOM, {" * 10": " * 10 + 2"}),
    (HE, {HE_SCALE: "np.sqrt(1 / layers_dims[l - 1])"}),
    (HE, {HE_SCALE: "np.sqrt(2 / layers_dims[l])"}),
    (HE, {HE_SCALE: "np.sqrt(4 / (layers_dims[l - 1] + layers_dims[l]))"}),
    (HE, {HE_SCALE: "np.sqrt(2 / layers_dims[0])"}),
    (HE, {HE_SCALE: "np.sqrt(2 / 64)"}),
    *(
        (name, edits)
        for name in (RANDOM, HE)
        for edits in (
            {BIASES: "np.ones((layers_dims[l], 1))"},
            {BIASES: "np.random.randn(layers_dims[l], 1)"},
            {BIASES: "np.zeros((1, layers_dims[l]))"},
            {DRAWN: "np.random.randn(layers_dims[l - 1], layers_dims[l])"},
            {DRAWN: "np.ones((layers_dims[l], layers_dims[l - 1]))"},
            {DRAWN: "np.random.choice([-1, 1], (layers_dims[l], layers_dims[l - 1]))"},
            {DRAWN: "np.abs(np.random.randn(layers_dims[l], layers_dims[l - 1]))"},
            {DRAWN: "np.repeat(np.random.randn(layers_dims[l], 1), layers_dims[l - 1], 1)"},
            {DRAWN: "np.repeat(np.random.randn(1, layers_dims[l - 1]), layers_dims[l], 0)"},
            {DRAWN: "np.resize(np.random.randn(500), (layers_dims[l], layers_dims[l - 1]))"},
            {DRAWN: "3 ** 0.5 * np.linspace(-1, 1, layers_dims[l] * layers_dims[l - 1]).reshape(layers_dims[l], -1)"},
            {'        parameters["W"': '        np.random.seed(7)\n        parameters["W"'},
        )
    ),
]


@pytest.mark.parametrize(("name", "edits"), NO_VARIANT)
def test_weights_that_are_wrong_or_not_random_are_no_variant(name, edits):
    for result in MARKING.results(name, MARKING.edited(name, OTHER_SEED | edits)):
        assert (result.status, remarks(result)) == (Status.WRONG, [])
        assert result.score == 0


@pytest.mark.parametrize("name", [RANDOM, HE])
def test_a_layer_that_is_treated_apart_is_no_variant(name):
    for layer in (1, 2, 3):
        assert grade(name, OTHER_SEED | {DRAWN: f"{DRAWN} * (0.7 if l == {layer} else 1)"}).score == 0


@pytest.mark.parametrize("name", EXERCISES)
def test_lazy_answers_earn_exactly_nothing(name):
    known = MARKING.defined()[name](MARKING.paper(0).questions[name][0].inputs[1])
    zeros = MARKING.defined()[ZEROS]
    lazy = {
        "nothing": lambda layers_dims: None,
        "an empty dict": lambda layers_dims: {},
        "the input": lambda layers_dims: layers_dims,
        "zero": lambda layers_dims: 0,
        "zero biases alone": lambda layers_dims: {k: v for k, v in zeros(layers_dims).items() if k[0] == "b"},
        "numbers for arrays": lambda layers_dims: dict.fromkeys(zeros(layers_dims), 0),
        "nothing in each place": lambda layers_dims: dict.fromkeys(zeros(layers_dims)),
        "the public answer": lambda layers_dims: known,
        "not a number": lambda layers_dims: {k: v + np.nan for k, v in zeros(layers_dims).items()},
        "ones": lambda layers_dims: {k: v + 1 for k, v in zeros(layers_dims).items()},
    }
    if name != ZEROS:
        lazy["zeros"] = zeros
        lazy["the public answer, else zeros"] = lambda layers_dims: (
            known if len(layers_dims) == 3 else zeros(layers_dims)
        )
    for solution in lazy.values():
        for result in MARKING.grade_value(name, solution):
            assert (result.status, result.score) == (Status.WRONG, 0)
            assert all(case.credit == 0 for case in result.cases)
    memorised = MARKING.grade_value(name, lazy["the public answer"], range(1))[0]
    assert memorised.cases[0].status is Status.PASSED
    assert [remark.id for remark in memorised.remarks] == [Says.UNCONFIRMED]


def test_a_wrong_scale_is_told_with_the_layer_and_its_entry():
    result = grade(HE, {HE_SCALE: "np.sqrt(1 / layers_dims[l - 1])"})
    assert result.message.id == Says.VALUE
    assert result.message.values["path"] == 'weights["W1"][0, 0]'
    hidden = next(case for case in result.cases if not case.public).message.values
    assert hidden["path"] == 'weights["W1"]'
    assert "expected" not in hidden
