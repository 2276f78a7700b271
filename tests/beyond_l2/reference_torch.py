"""Solutions of part (c) of the beyond L2 assignment, to be graded as they are or with edits."""

from dataclasses import replace

from autograder.assignments.parts.beyond_l2_torch import EXERCISES as PART_C
from tests.marking import Marking

# Networks this small gain nothing from threads that wait for one another.
HELPERS = """
import torch

torch.set_num_threads(1)
"""

REFERENCE = {
    "l1_penalty": """
def l1_penalty(net):
    penalty = sum(parameter.abs().sum() for parameter in net.parameters())
    return penalty
""",
    "l2_penalty": """
def l2_penalty(net):
    penalty = sum((parameter ** 2).sum() for parameter in net.parameters())
    return penalty
""",
    "regularized_loss": """
def regularized_loss(criterion, outputs, labels, net, kind, strength):
    loss = criterion(outputs, labels)
    if kind == "l1":
        loss = loss + strength * l1_penalty(net)
    elif kind == "l2":
        loss = loss + strength * l2_penalty(net)
    return loss
""",
    "predict_in_eval_mode": """
def predict_in_eval_mode(net, inputs):
    was_training = net.training
    net.eval()
    with torch.no_grad():
        outputs = net(inputs)
    net.train(was_training)
    return outputs
""",
    "sgd_with_weight_decay": """
def sgd_with_weight_decay(net, learning_rate, strength):
    optimizer = torch.optim.SGD(net.parameters(), lr=learning_rate, weight_decay=2 * strength)
    return optimizer
""",
}

MARKING = Marking("beyond_l2", HELPERS, REFERENCE)
MARKING.assignment = replace(MARKING.assignment, exercises=PART_C)  # parts (a) and (b) are marked apart
MARKING.exercises = EXERCISES = {exercise.name: exercise for exercise in PART_C}
