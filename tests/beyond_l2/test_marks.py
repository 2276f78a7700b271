"""What right, wrong and lazy answers to parts (a) and (b) of the beyond L2 assignment earn, in every set alike."""

from dataclasses import replace

import numpy as np
import pytest

from autograder.grading.judge import judge
from autograder.grading.messages import Says
from autograder.model import Question, Status
from tests.beyond_l2.reference import EXERCISES, MARKING, REFERENCE
from tests.marking import answer

FORWARD, BACKWARD = "forward_propagation_with_dropout", "backward_propagation_with_dropout"
L1_END = "for l in range(1, L + 1)}"
COUNTED = 'np.count_nonzero(parameters[f"W{l}"])'
SIGN = 'np.sign(parameters[f"W{l}"])'
TURNED = "np.rot90(image, quarter_turns)"
RANDOM = "np.random.rand(*x.shape) > self.dropout_ratio"


def grade(name, edits):
    return MARKING.grade(name, MARKING.edited(name, edits))


# --- right answers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REFERENCE)
def test_the_reference_gets_full_marks(name):
    result = grade(name, {})
    assert (result.status, result.score, result.remarks) == (Status.PASSED, EXERCISES[name].points, ())


RIGHT = [
    ("l1_cost", {"return lambd": "return np.float64(lambd)"}),
    ("l1_cost", {'sum(np.sum(np.abs(parameters[f"W{l}"])) for': 'sum(abs(parameters[f"W{l}"]).sum() for'}),
    ("l1_cost", {'for l in range(1, L + 1)': 'for l in [int(k[1:]) for k in parameters if k[0] == "W"]'}),
    ("l1_gradient", {SIGN: '(1.0 * (parameters[f"W{l}"] > 0) - (parameters[f"W{l}"] < 0))'}),
    ("l1_gradient", {L1_END: f'{L1_END} | {{"db1": 0}}'}),
    ("l1_gradient", {L1_END: f'{L1_END} | {{"db2": np.zeros_like(parameters["b2"])}}'}),
    ("l0_count", {COUNTED: 'np.sum(parameters[f"W{l}"] != 0)'}),
    ("l0_count", {"return sum": "return 1.0 * sum"}),
    ("early_stopping", {"return best": "return np.int64(best)"}),
    ("early_stopping", {"waited == patience": "waited >= patience"}),
    ("augment_flip", {"image[:, ::-1]": "np.fliplr(image).astype(float)"}),
    ("augment_rotate", {TURNED: "np.rot90(image, -quarter_turns, axes=(1, 0))"}),
    ("augment_crop", {"image[top : top + height, left : left + width]": "image[top:][:height][:, left:][:, :width]"}),
    (FORWARD, {"mask1 < keep_prob": "(mask1 < keep_prob).astype(int)", "a1 = a1 * mask1": "a1 *= mask1"}),
    (FORWARD, {"np.random.rand(a1.shape[0], 1)": "np.random.random_sample((a1.shape[0], 1))"}),
    (FORWARD, {"np.tanh(z1)": "(np.exp(z1) - np.exp(-z1)) / (np.exp(z1) + np.exp(-z1))"}),
    (BACKWARD, {"np.tanh(z1) ** 2": "np.square(a1 * keep_prob)"}),  # where the mask is 0, so is da1
    (BACKWARD, {"da1 = da1 * mask1": "da1 *= mask1", "da1 = da1 / keep_prob": "da1 /= keep_prob"}),
    (BACKWARD, {"da1 * (1 - np.tanh(z1) ** 2)": "da1 / np.cosh(z1) ** 2"}),
    ("Dropout", {RANDOM: f"({RANDOM}).astype(float)"}),
    ("Dropout", {"train_flg": "training", "dropout_ratio": "p"}),
    ("Dropout", {"return x * self.mask": "x *= self.mask\n            return x"}),
    ("Dropout", {"return x * (1 - self.dropout_ratio)": "return x - x * self.dropout_ratio"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "edits"), RIGHT)
def test_right_in_other_words(name, edits):
    result = grade(name, edits)
    assert (result.status, result.score, result.remarks) == (Status.PASSED, EXERCISES[name].points, ())


@pytest.mark.parametrize(
    ("name", "edits"),
    [
        (FORWARD, {"np.random.rand(a1.shape[0], 1)": "np.random.default_rng().random((a1.shape[0], 1))"}),
        (FORWARD, {"mask1 < keep_prob": "mask1 >= 1 - keep_prob"}),
        (FORWARD, {"mask1 < keep_prob": "np.random.binomial(1, keep_prob, size=mask1.shape)"}),
        ("Dropout", {RANDOM: "np.random.rand(*x.shape) < 1 - self.dropout_ratio"}),
        ("Dropout", {RANDOM: "np.random.default_rng().random(x.shape) > self.dropout_ratio"}),
        ("Dropout", {RANDOM: "np.random.binomial(1, 1 - self.dropout_ratio, size=x.shape)"}),
    ],
)
def test_masks_of_another_generator_are_right_with_a_remark(name, edits):
    result = grade(name, edits)
    assert (result.status, result.score) == (Status.PASSED, 10)
    assert [remark.values["variant"] for remark in result.remarks] == ["another-generator"]


# --- wrong answers ----------------------------------------------------------------------------------------------

WRONG = [
    ("l1_cost", {"np.abs(": "("}, 0),
    ("l1_cost", {"np.abs(": "np.square("}, 0),
    ("l1_cost", {"np.sum(np.abs(": "np.abs(np.sum("}, 0),
    ("l1_cost", {"/ m": "/ (2 * m)"}, 0),
    ("l1_cost", {"lambd / m": "lambd"}, 0),
    ("l1_cost", {"range(1, L + 1)": "range(1, L)"}, 0),
    ("l1_cost", {'parameters[f"W{l}"])) for l in range(1, L + 1)': "figures)) for figures in parameters.values()"}, 0),
    ("l1_gradient", {"np.sign(": "np.abs("}, 0),
    ("l1_gradient", {"np.sign(": "("}, 0),
    ("l1_gradient", {"/ m": "/ (2 * m)"}, 0),
    ("l1_gradient", {SIGN: 'np.where(parameters[f"W{l}"] > 0, 1, -1)'}, 0),
    ("l1_gradient", {SIGN: 'np.where(parameters[f"W{l}"] < 0, -1, 1)'}, 0),
    ("l1_gradient", {SIGN: 'parameters[f"W{l}"] / np.abs(parameters[f"W{l}"])'}, 0),
    ("l1_gradient", {"lambd / m": "-lambd / m"}, 0),
    ("l1_gradient", {'f"dW{l}"': 'f"d{W}"', SIGN: "np.sign(parameters[W])", L1_END: "for W in parameters}"}, 0),
    ("l1_gradient", {L1_END: f'{L1_END} | {{f"db{{l}}": lambd / m for l in range(1, L + 1)}}'}, 0),
    ("l0_count", {COUNTED: 'np.sum(parameters[f"W{l}"] > 0)'}, 0),
    ("l0_count", {COUNTED: 'np.sum(parameters[f"W{l}"] == 0)'}, 0),
    ("l0_count", {COUNTED: 'np.sum(np.abs(parameters[f"W{l}"]) > 1e-8)'}, 0),
    ("l0_count", {COUNTED: 'parameters[f"W{l}"].size'}, 0),
    ("l0_count", {COUNTED: 'np.sum(np.abs(parameters[f"W{l}"]))'}, 0),
    ("l0_count", {'parameters[f"W{l}"]) for l in range(1, L + 1)': "figures) for figures in parameters.values()"}, 0),
    ("early_stopping", {"] < dev": "] <= dev"}, 7.78),
    ("early_stopping", {"waited == patience": "waited > patience"}, 4.44),
    ("early_stopping", {"waited == patience": "waited == patience - 1"}, 4.44),
    ("early_stopping", {"best, waited = i, 0": "best = i"}, 5.56),
    ("early_stopping", {"dev_costs[best]": "dev_costs[i - 1]"}, 0),
    ("early_stopping", {"return best": "return i"}, 0),
    ("early_stopping", {"return best": "return best + 1"}, 0),
    ("early_stopping", {"return best": "return dev_costs[best]"}, 0),
    ("early_stopping", {"return best": "return int(np.argmin(dev_costs))"}, 0),
    ("augment_flip", {"return image[:, ::-1]": "image[:] = image[:, ::-1].copy()\n    return image"}, 4),
    ("augment_flip", {"[:, ::-1]": "[::-1]"}, 0),
    ("augment_flip", {"[:, ::-1]": "[:, :, ::-1]"}, 0),
    ("augment_flip", {"[:, ::-1]": "[::-1, ::-1]"}, 0),
    ("augment_rotate", {TURNED: "np.rot90(image, -quarter_turns)"}, 0),
    ("augment_rotate", {TURNED: "np.rot90(image)"}, 0),
    ("augment_rotate", {TURNED: "np.rot90(image, quarter_turns, (1, 2))"}, 0),
    ("augment_rotate", {TURNED: "np.rot90(image, abs(quarter_turns))"}, 3.12),
    ("augment_crop", {"top + height": "height"}, 0),
    ("augment_crop", {"left + width": "width"}, 0),
    ("augment_crop", {"top + height": "top + width", "left + width": "left + height"}, 0),
    ("augment_crop", {"top : top + height, left : left + width": "left : left + width, top : top + height"}, 0),
    (FORWARD, {"    a1 = a1 / keep_prob\n": ""}, 5),
    (FORWARD, {"    a1 = a1 * mask1\n": ""}, 5),
    (FORWARD, {"mask1 < keep_prob": "mask1 > keep_prob"}, 5),
    (FORWARD, {"mask1 < keep_prob": "mask1 < 1 - keep_prob"}, 5),
    (FORWARD, {"mask1 < keep_prob": "mask1 < 0.7"}, 5),
    (FORWARD, {"a1 / keep_prob": "a1 / (1 - keep_prob)"}, 5),
    (FORWARD, {"rand(a1.shape[0], 1)": "rand(*a1.shape)"}, 5),
    (FORWARD, {"rand(a1.shape[0], 1)": "randn(a1.shape[0], 1)"}, 5),
    (FORWARD, {"    mask1 = mask1 < keep_prob\n": ""}, 0),
    (FORWARD, {"mask1 < keep_prob": "mask1 < 2"}, 0),
    (BACKWARD, {"da1 * (1 - np.tanh(z1) ** 2)": "np.dot(w2.T, dz2) * (1 - a1 ** 2)"}, 3.33),
    (BACKWARD, {"np.tanh(z1) ** 2": "a1 ** 2"}, 3.33),
    (BACKWARD, {"da1 * (1": "np.dot(w2.T, dz2) * (1"}, 3.33),
    (BACKWARD, {"    da1 = da1 * mask1\n": ""}, 3.33),
    (BACKWARD, {"    da1 = da1 / keep_prob\n": ""}, 3.33),
    (BACKWARD, {" * (1 - np.tanh(z1) ** 2)": " * (z1 > 0)"}, 3.33),
    (BACKWARD, {" + lambd / m * w2": ""}, 8.33),
    (BACKWARD, {" + lambd / m * w2": "", " + lambd / m * w1": ""}, 5),
    (BACKWARD, {"lambd / m *": "lambd / (2 * m) *"}, 5),
    (BACKWARD, {"np.dot(dz2, a1.T)": "np.dot(dz2, np.tanh(z1).T)"}, 6.67),
    ("Dropout", {"> self": "< self"}, 7.5),
    ("Dropout", {"x * self.mask": "x * self.mask / (1 - self.dropout_ratio)"}, 7.5),
    ("Dropout", {"dout * self.mask": "dout * (np.random.rand(*dout.shape) > self.dropout_ratio)"}, 7.5),
    ("Dropout", {"dout * self.mask": "dout"}, 7.5),
    ("Dropout", {"x * (1 - self.dropout_ratio)": "x"}, 7.5),
    ("Dropout", {"x * (1 - self.dropout_ratio)": "x * self.dropout_ratio"}, 8.06),
    ("Dropout", {"dropout_ratio=0.5": "dropout_ratio=0.3"}, 7.78),
    (
        "Dropout",  # the inverted form: it scales in training, and test time is left alone
        {
            "x * self.mask": "x * self.mask / (1 - self.dropout_ratio)",
            "dout * self.mask": "dout * self.mask / (1 - self.dropout_ratio)",
            "return x * (1 - self.dropout_ratio)": "return x",
        },
        2.5,
    ),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
@pytest.mark.parametrize(("name", "edits", "score"), WRONG)
def test_wrong_answers_lose_points_and_one_slip_costs_once(name, edits, score):
    result = grade(name, edits)
    assert result.score == score
    assert result.status is (Status.PARTIAL if score else Status.WRONG)
    # Who sees all green must not lose marks later.
    assert Status.WRONG in {case.status for case in result.cases if case.public}


@pytest.mark.parametrize(
    ("name", "edits", "score"),
    [
        (FORWARD, {"    z1 =": "    np.random.seed(1)\n    z1 ="}, 7.14),
        (FORWARD, {"    z1 =": "    np.random.seed(3)\n    z1 ="}, 3.57),
        ("Dropout", {"self.mask = np": "np.random.seed(1)\n            self.mask = np"}, 8.33),
    ],
)
def test_a_function_that_sets_the_seed_has_the_same_mask_twice(name, edits, score):
    result = grade(name, edits)
    assert (result.status, result.score, result.remarks) == (Status.PARTIAL, score, ())


def test_the_share_of_a_mask_is_accepted_from_a_large_layer_alone():
    """With the public cases alone there is none."""
    names = MARKING.defined(MARKING.edited("Dropout", {RANDOM: "np.random.rand(*x.shape) < self.dropout_ratio"}))
    asked = [question for question in MARKING.paper(0).questions["Dropout"] if question.public]
    result = judge(EXERCISES["Dropout"], asked, [answer(names, "Dropout", question) for question in asked])
    assert (result.status, result.remarks) == (Status.PARTIAL, ())


def test_a_counter_that_counts_the_first_cost_as_no_better_is_shown_by_a_public_case():
    for result in MARKING.results("early_stopping", MARKING.edited("early_stopping", {"range(1, ": "range("})):
        assert {case.name for case in result.cases if case.public and case.status is Status.WRONG} == {
            "the least patience"
        }
        assert result.score < 10


@pytest.mark.parametrize(
    ("name", "edits", "status"),
    [
        ("l1_cost", {"range(1, L + 1)": "(1, 2)"}, Status.WRONG),
        ("l1_cost", {"range(1, L + 1)": "(1, 2, 3)"}, Status.ERROR),
        ("Dropout", {"train_flg=True": "train_flg=False"}, Status.ERROR),
        ("Dropout", {"self.mask = np.random": "mask = np.random", "x * self.mask": "x * mask"}, Status.ERROR),
    ],
)
def test_what_holds_for_one_case_alone_earns_nothing(name, edits, status):
    result = grade(name, edits)
    assert (result.status, result.score) == (status, 0)


def test_a_ratio_that_has_to_be_given_costs_the_cases_of_the_default():
    result = grade("Dropout", {"dropout_ratio=0.5": "dropout_ratio"})
    assert (result.status, result.score) == (Status.PARTIAL, 7.78)
    assert [case.status for case in result.cases if case.name == "the default ratio"] == [Status.ERROR]


@pytest.mark.parametrize(
    ("name", "edits"),
    [
        (FORWARD, {"mask1 < keep_prob": "(np.arange(mask1.size) * keep_prob % 1 < keep_prob).reshape(-1, 1)"}),
        (FORWARD, {"mask1 < keep_prob": "np.arange(mask1.size).reshape(-1, 1) < keep_prob * mask1.size"}),
        (FORWARD, {"mask1 < keep_prob": "z1[:, :1] < np.quantile(z1[:, :1], keep_prob)"}),
        (FORWARD, {"mask1 < keep_prob": "mask1 < 0.7", "    z1 =": "    np.random.seed(3)\n    z1 ="}),
        (FORWARD, {"mask1 < keep_prob": "mask1 > keep_prob", "    z1 =": "    np.random.seed(3)\n    z1 ="}),
        ("Dropout", {RANDOM: "np.tile(np.random.rand(x.shape[0], 1), x.shape[1]) > self.dropout_ratio"}),
        ("Dropout", {RANDOM: "np.random.default_rng().random(x.shape) > 0.5"}),
        ("Dropout", {RANDOM: "x > np.quantile(x, self.dropout_ratio)"}),
    ],
)
def test_masks_that_are_not_random_are_no_variant(name, edits):
    for result in MARKING.results(name, MARKING.edited(name, edits)):
        assert result.status is not Status.PASSED
        assert result.score <= 8.22


# --- lazy answers -----------------------------------------------------------------------------------------------


def nothing_but(value):
    """A function, and a class whose methods all do as it does."""

    class Lazy:
        def __init__(self, *inputs):
            self.mask = value(*inputs)

        def forward(self, x, train_flg=True):
            return value(x)

        def backward(self, dout):
            return value(dout)

    return lambda name: Lazy if name == "Dropout" else lambda *inputs: value(*inputs)


LAZY = {
    "nothing": nothing_but(lambda *inputs: None),
    "zero": nothing_but(lambda *inputs: 0),
    "one": nothing_but(lambda *inputs: 1),
    "the first input": nothing_but(lambda *inputs: inputs[0] if inputs else None),
    "all inputs": nothing_but(lambda *inputs: inputs),
    "zeros": nothing_but(lambda *inputs: np.zeros_like(inputs[0]) if inputs else None),
}


@pytest.mark.parametrize("name", REFERENCE)
@pytest.mark.parametrize("lazy", LAZY)
def test_lazy_answers_earn_exactly_nothing(name, lazy):
    for result in MARKING.grade_value(name, LAZY[lazy](name)):
        assert result.score == 0
        assert all(case.credit == 0 for case in result.cases)


@pytest.mark.parametrize("name", [name for name in REFERENCE if name != "Dropout"])
def test_who_writes_down_the_public_answers_earns_nothing(name):
    asked = [question for question in MARKING.paper(0).questions[name] if question.public]
    known = [
        (question.inputs, answer(MARKING.defined(), name, replace(question, driver=None)).value) for question in asked
    ]

    def memory(*inputs):
        for public, value in known:
            if all(np.array_equal(mine, theirs) for mine, theirs in zip(flat(inputs), flat(public), strict=False)):
                return value
        return known[0][1]

    for result in MARKING.grade_value(name, memory):
        assert (result.status, result.score) == (Status.WRONG, 0)
        shown = [case for case in result.cases if case.public and not case.name.startswith("a second pass")]
        assert {case.status for case in shown} == {Status.PASSED}
        assert [remark.id for remark in result.remarks] == [Says.UNCONFIRMED]


def flat(value):
    """The figures of inputs, one after the other."""
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, tuple):
        for part in value:
            yield from flat(part)
    else:
        yield value


def test_a_layer_that_knows_the_public_masks_alone_earns_no_more_than_its_test_time():
    known = "{(3, 4): np.random.rand(3, 4) > self.dropout_ratio}.get(x.shape, np.ones(x.shape))"
    result = grade("Dropout", {RANDOM: known})
    assert (result.status, result.score) == (Status.PARTIAL, 2.5)


def test_a_layer_without_a_mask_is_told_what_is_missing():
    drive = Question("a layer", True, ((0.3,), np.ones((2, 3)), np.ones((2, 3))), {}, driver="dropout_layer")
    names = MARKING.defined(MARKING.edited("Dropout", {"self.mask": "self.hidden"}))
    _, mask, _, _ = answer(names, "Dropout", drive).value
    assert mask is None
