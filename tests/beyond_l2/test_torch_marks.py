"""What right, wrong and lazy answers to part (c) of the beyond L2 assignment earn, in every set alike."""

import numpy as np
import pytest

from autograder.grading.messages import Says
from autograder.model import Question, Status
from tests.beyond_l2.reference_torch import EXERCISES, MARKING, REFERENCE
from tests.marking import answer
from tests.source_notebook import source_cell

torch = pytest.importorskip("torch")

L1, L2, LOSS, PREDICTION, STEPS = EXERCISES


def grade(name, edits):
    return MARKING.grade(name, MARKING.edited(name, edits))


# --- right answers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_gets_full_marks_in_every_set(name):
    result = MARKING.grade(name, "")
    assert (result.status, result.score, result.remarks) == (Status.PASSED, EXERCISES[name].points, ())


@pytest.mark.parametrize("name", EXERCISES)
def test_the_source_notebook_gets_full_marks(name):
    result = MARKING.grade(name, source_cell("beyond_l2", name))
    assert (result.status, result.score, result.remarks) == (Status.PASSED, EXERCISES[name].points, ())


ABS, ALL_ABS = "parameter.abs().sum()", "sum(parameter.abs().sum() for parameter in net.parameters())"
SQUARES, SQUARE = "sum(p.pow(2).sum() for p in net.parameters())", "(parameter ** 2).sum()"
MODES = "modes = [each.training for each in net.modules()]"
BACK = "for each, mode in zip(net.modules(), modes): each.training = mode"
RIGHT = [
    (L1, {ABS: "torch.norm(parameter, 1)"}),
    (L1, {ALL_ABS: "sum(torch.sum(torch.abs(p)) for _, p in net.named_parameters())"}),
    (L1, {ALL_ABS: "0.0\n    for p in net.parameters():\n        penalty = penalty + p.abs().sum()"}),
    (L1, {ALL_ABS: f"torch.zeros(1) + {ALL_ABS}"}),  # in single precision
    (L1, {ALL_ABS: "torch.nn.utils.parameters_to_vector(net.parameters()).abs().sum()"}),
    (L2, {SQUARE: "parameter.norm() ** 2"}),
    (L2, {SQUARE: "torch.dot(parameter.flatten(), parameter.flatten())"}),
    (L2, {"penalty = sum": "penalty = torch.tensor(0.0) + sum"}),
    (L2, {SQUARE: "torch.nn.functional.mse_loss(parameter, 0 * parameter, reduction='sum')"}),
    (LOSS, {"l1_penalty(net)": ALL_ABS, "l2_penalty(net)": SQUARES}),
    (LOSS, {"loss = loss + strength * l1_penalty(net)": "loss += strength * l1_penalty(net)"}),
    (LOSS, {"strength * l2_penalty(net)": "torch.zeros(1) + strength * l2_penalty(net)"}),
    (PREDICTION, {"torch.no_grad()": "torch.inference_mode()"}),
    (PREDICTION, {"with torch.no_grad()": "if True", "return outputs": "return outputs.detach()"}),
    (PREDICTION, {"net.train(was_training)": "net.train() if was_training else net.eval()"}),
    (PREDICTION, {"was_training = net.training": MODES, "net.train(was_training)": BACK}),
    (STEPS, {"net.parameters(),": "[{'params': [parameter]} for parameter in net.parameters()],"}),
    (STEPS, {"2 * strength": "strength + strength, momentum=0.0"}),
]


@pytest.mark.parametrize(("name", "edits"), RIGHT)
def test_right_in_other_words(name, edits):
    result = grade(name, edits)
    assert (result.status, result.score, result.remarks) == (Status.PASSED, EXERCISES[name].points, ())


# --- wrong answers -----------------------------------------------------------------------------------------------

WEIGHTS = {"in net.parameters()": "in [p for name, p in net.named_parameters() if 'weight' in name]"}
MATRICES = "[p for p in net.parameters() if p.dim() > 1]"
VECTORS = "[p for p in net.parameters() if p.dim() == 1]"
SHARE = "strength / (2 * len(labels))"
CROSS_ENTROPY = "torch.nn.functional.cross_entropy(outputs, labels)"
TWO_GROUPS = f"[{{'params': {MATRICES}, 'weight_decay': 2 * strength}}, {{'params': {VECTORS}}}]"

WRONG = [
    # The penalties: who sees the right value, without a gradient, has half.
    (L1, WEIGHTS, 0),
    (L1, {"net.parameters()": MATRICES}, 0),
    (L1, {"net.parameters()": "net[-1].parameters()"}, 0),
    (L1, {ABS: "parameter.abs().mean()"}, 0),
    (L1, {ABS: "parameter.sum().abs()"}, 0),
    (L1, {ABS: "(parameter ** 2).sum()"}, 0),
    (L1, {"return penalty": "return penalty / 2"}, 0),
    (L1, {"return penalty": "return penalty.item()"}, 2.5),
    (L1, {"return penalty": "return penalty.detach()"}, 2.5),
    (L1, {"return penalty": "return penalty.detach().numpy()"}, 2.5),
    (L1, {"return penalty": "return torch.tensor(float(penalty), requires_grad=True)"}, 2.5),
    (L1, {"parameter.abs()": "parameter.data.abs()"}, 2.5),
    (L1, {"return penalty": "return penalty + 1.0"}, 2.5),
    (L2, WEIGHTS, 0),
    (L2, {SQUARE: "parameter.norm()"}, 0),
    (L2, {"return penalty": "return penalty ** 0.5"}, 0),
    (L2, {"return penalty": "return penalty / 2"}, 0),
    (L2, {"return penalty": "return penalty / (2 * len(list(net.parameters())))"}, 0),
    (L2, {"parameter ** 2": "parameter * 2"}, 0),
    (L2, {"parameter ** 2": "parameter.abs()"}, 0),
    (L2, {"return penalty": "return float(penalty)"}, 2.5),
    (L2, {"penalty = sum": "with torch.no_grad():\n        penalty = sum"}, 2.5),
    # The loss.
    (LOSS, {'"l1"': '"other"', '"l2"': '"l1"', '"other"': '"l2"'}, 0),
    (LOSS, {"strength * l2_penalty(net)": "l2_penalty(net)"}, 5.83),
    (LOSS, {"strength * l1_penalty(net)": "0.01 * l1_penalty(net)", "strength * l2": "0.01 * l2"}, 0),
    (LOSS, {"strength * l1": f"{SHARE} * l1", "strength * l2": f"{SHARE} * l2"}, 0),
    (LOSS, {"strength * l2": "strength / 2 * l2"}, 5.83),
    (LOSS, {"strength * l1": "-strength * l1", "strength * l2": "-strength * l2"}, 0),
    (LOSS, {"l1_penalty(net)": "l1_penalty(net).item()", "l2_penalty(net)": "l2_penalty(net).item()"}, 5),
    (LOSS, {"return loss": "return loss.item()"}, 5),
    (LOSS, {"criterion(outputs, labels)": "criterion(outputs.detach(), labels)"}, 5),
    (LOSS, {"criterion(outputs, labels)": f"{CROSS_ENTROPY} if labels.dim() == 1 else 0.0"}, 6.67),
    (LOSS, {"l1_penalty(net)": ALL_ABS.replace(*next(iter(WEIGHTS.items())))}, 6.67),
    (LOSS, {"    elif kind": "    if kind", "\"l2\"": "\"l1\""}, 0),
    # Predictions.
    (PREDICTION, {"    net.train(was_training)\n": ""}, 3.75),
    (PREDICTION, {"net.train(was_training)": "net.train()"}, 3.75),
    (PREDICTION, {"net.train(was_training)": "net.training = was_training"}, 3.75),
    (PREDICTION, {"with torch.no_grad()": "if True"}, 3.75),
    (PREDICTION, {"return outputs": "return outputs.numpy()"}, 3.75),
    (PREDICTION, {"with torch.no_grad()": "if True", "    net.train(was_training)\n": ""}, 2.5),
    (PREDICTION, {"    net.eval()\n": ""}, 0),
    (PREDICTION, {"net.eval()": "net.train()"}, 0),
    (PREDICTION, {"return outputs": "return outputs.argmax(dim=1)"}, 0),
    (PREDICTION, {"net.eval()": "net[-1].eval()"}, 0),
    # Steps.
    (STEPS, {"2 * strength": "strength"}, 0),
    (STEPS, {"2 * strength": "4 * strength"}, 0),
    (STEPS, {"lr=learning_rate, weight_decay=2 * strength": "lr=2 * strength, weight_decay=learning_rate"}, 0),
    (STEPS, {", weight_decay=2 * strength": ""}, 0),
    (STEPS, {"2 * strength": "2 * strength, momentum=0.9"}, 0),
    (STEPS, {"2 * strength": "2 * strength, momentum=0.9, nesterov=True"}, 0),
    (STEPS, {"2 * strength": "2 * strength, maximize=True"}, 0),
    (STEPS, {"learning_rate, w": "0.01, w"}, 0),
    (STEPS, {"torch.optim.SGD(": "torch.optim.Adam("}, 0),
    (STEPS, {"torch.optim.SGD(": "torch.optim.AdamW("}, 0),
    (STEPS, {"torch.optim.SGD(": "torch.optim.RMSprop("}, 0),
    (STEPS, {"net.parameters()": MATRICES}, 0),
    (STEPS, {"net.parameters()": TWO_GROUPS, ", weight_decay=2 * strength": ""}, 0),
    (STEPS, {"net.parameters()": "net[-1].parameters()"}, 0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "edits", "score"), WRONG)
def test_wrong_answers_lose_points(name, edits, score):
    result = grade(name, edits)
    assert result.score == score
    assert result.status is (Status.PARTIAL if score else Status.WRONG)
    # Who sees all green must not lose marks later.
    assert any(case.public and case.status is Status.WRONG for case in result.cases)


@pytest.mark.parametrize(
    "edits",
    [
        {ABS: "(parameter ** 2).sum()"},
        {"return penalty": "return penalty.item()"},
        {ALL_ABS: "None"},
        {"    return penalty\n": "    raise ValueError\n"},
        {"l1_penalty": "l1_punishment"},
    ],
)
def test_a_slip_in_a_penalty_costs_nothing_in_the_loss(edits):
    result = MARKING.grade(LOSS, f"del l1_penalty\n{MARKING.edited(L1, edits)}")
    assert (result.status, result.score) == (Status.PASSED, 10)


def test_a_penalty_that_also_takes_the_strength_is_called_as_it_is():
    penalty = MARKING.edited(L1, {"(net)": "(net, strength=1.0)", "return penalty": "return strength * penalty"})
    loss = MARKING.edited(LOSS, {"strength * l1_penalty(net)": "l1_penalty(net, strength)"})
    result = MARKING.grade(LOSS, f"{penalty}\n{loss}")
    assert (result.status, result.score) == (Status.PASSED, 10)


def test_the_loss_is_asked_about_without_a_trace_in_the_notebook():
    names = MARKING.defined(MARKING.edited(L2, {SQUARE: "parameter.norm()"}))
    before = dict(names)
    case = EXERCISES[LOSS].cases[2]
    answer(names, LOSS, Question(case.name, True, case.inputs, {}, driver=case.driver))
    assert names == before


@pytest.mark.parametrize(
    ("edits", "fact"),
    [
        ({"net.train(was_training)": "net.train()"}, "in train mode"),
        ({"net.train(was_training)": "net.training = was_training"}, "partly in train mode"),
        (
            {"    with torch.no_grad():\n        ": "    net.requires_grad_(False)\n    "},
            "in eval mode, its parameters frozen",
        ),
        (
            {"    with torch.no_grad():\n        ": "    torch.set_grad_enabled(False)\n    "},
            "in eval mode, gradients switched off",
        ),
    ],
)
def test_how_a_prediction_leaves_the_network_is_told_in_words(edits, fact):
    case = EXERCISES[PREDICTION].cases[0]
    names = MARKING.defined(MARKING.edited(PREDICTION, edits))
    told = answer(names, PREDICTION, Question(case.name, True, case.inputs, {}, driver=case.driver)).value
    assert fact in told["the network afterwards"].values()
    assert torch.is_grad_enabled()


def test_whoever_counts_the_layers_by_hand_earns_nothing():
    assert grade(L1, {"net.parameters()": "list(net.parameters())[:6]"}).score == 0


def test_a_running_loss_that_is_never_reset_ends_in_an_error():
    """In the second batch the graph of the first is gone."""
    edits = {
        "def regularized_loss": "running = 0.0\ndef regularized_loss",
        "return loss": "global running; running = running + loss; return running",
    }
    result = grade(LOSS, edits)
    assert (result.status, result.score) == (Status.ERROR, 0)


def test_a_running_figure_that_is_never_reset_keeps_only_its_gradients():
    edits = {
        "def regularized_loss": "running = []\ndef regularized_loss",
        "return loss": "running.append(loss.item()); return loss - loss.item() + sum(running)",
    }
    result = grade(LOSS, edits)
    assert (result.status, result.score) == (Status.PARTIAL, 5)


# --- what is no answer, and what does no harm --------------------------------------------------------------------


@pytest.mark.parametrize("name", EXERCISES)
def test_lazy_answers_earn_exactly_nothing(name):
    solutions = MARKING.defined()
    known = MARKING.exercises[name].cases[0].expected
    lazy = {
        "nothing": lambda *inputs: None,
        "zero": lambda *inputs: 0,
        "a tensor of zero": lambda *inputs: torch.zeros((), requires_grad=True),
        "the first input": lambda *inputs: inputs[0],
        "all inputs": lambda *inputs: inputs,
        "text": lambda *inputs: "l1",
        "known figures": lambda *inputs: known,
    }
    if name == LOSS:
        lazy["the loss alone"] = lambda criterion, outputs, labels, *rest: criterion(outputs, labels)
        lazy["the penalty alone"] = lambda criterion, outputs, labels, net, kind, strength: solutions[L1](net)
    if name == PREDICTION:
        lazy["the network as it is"] = lambda net, inputs: net(inputs)
        lazy["zeros"] = lambda net, inputs: torch.zeros_like(net(inputs)).detach()
    if name == STEPS:
        lazy["plain steps"] = lambda net, rate, strength: torch.optim.SGD(net.parameters(), lr=rate)
    for what, solution in lazy.items():
        for result in MARKING.grade_value(name, solution):
            assert (result.status, result.score) == (Status.WRONG, 0), what
            assert all(case.credit == 0 for case in result.cases)


@pytest.mark.parametrize("name", [L1, L2])
def test_whoever_writes_down_the_public_penalties_earns_nothing(name):
    solution = MARKING.defined()[name]
    known = [case.expected["value"] for case in MARKING.exercises[name].cases[:2]]

    def memorised(net):
        penalty = solution(net)
        return penalty if any(abs(penalty.item() - value) < 1e-9 for value in known) else 0.0

    for result in MARKING.grade_value(name, memorised):
        assert (result.status, result.score) == (Status.WRONG, 0)
        assert [case.status for case in result.cases[:2]] == [Status.PASSED] * 2
        assert [remark.id for remark in result.remarks] == [Says.UNCONFIRMED]


ODD = {
    "a NumPy number": lambda *inputs: np.float64(3.5),
    "a NumPy array": lambda *inputs: np.ones((2, 3)),
    "a tensor of another shape": lambda *inputs: torch.ones(2, 3, requires_grad=True),
    "an empty tensor": lambda *inputs: torch.zeros(0, requires_grad=True),
    "a sparse tensor": lambda *inputs: torch.eye(3).to_sparse(),
    "complex numbers": lambda *inputs: torch.tensor(1j),
    "half precision": lambda *inputs: torch.ones((), dtype=torch.bfloat16),
    "whole numbers": lambda *inputs: torch.tensor(3),
    "a truth value": lambda *inputs: True,
    "a list": lambda *inputs: [torch.zeros(1)],
    "a function": lambda *inputs: torch.zeros,
    "a network": lambda *inputs: torch.nn.Linear(1, 1),
    "an optimizer of something else": lambda *inputs: torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0),
}


@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize("name", EXERCISES)
def test_a_wrong_kind_is_told_as_such_and_stops_no_driver(name, what):
    (result,) = MARKING.grade_value(name, ODD[what], [0])
    assert (result.status, result.score) == (Status.WRONG, 0)
    assert all(case.status is not Status.ERROR for case in result.cases)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        ({"return penalty": "return penalty.item()"}, {"path": "gradients", "expected": "dict"}),
        ({"in net.parameters()": "in list(net.parameters())[::2]"}, {"path": "value"}),
    ],
)
def test_what_is_missing_is_named(edit, message):
    (result, *_) = MARKING.results(L1, MARKING.edited(L1, edit), [0])
    assert message.items() <= result.message.values.items()


def test_a_gradient_that_reaches_no_bias_is_named_by_its_parameter():
    edit = {ABS: "(parameter if parameter.dim() > 1 else parameter.detach()).abs().sum()"}
    (result, *_) = MARKING.results(L1, MARKING.edited(L1, edit), [0])
    assert result.score == 2.5
    assert result.message.id == Says.NONE
    assert result.message.values["path"] == 'gradients["0.0.bias"]'


@pytest.mark.parametrize("name", EXERCISES)
def test_what_is_handed_out_is_no_answer(name):
    whole = next(stub for stub in EXERCISES[name].stubs if "= None" in stub)
    assert MARKING.grade(name, whole).score == 0


def test_the_reference_names_every_exercise():
    assert REFERENCE.keys() == EXERCISES.keys()
