"""Solutions of parts (a) and (b) of the beyond L2 assignment, to be graded as they are or with edits."""

from dataclasses import replace

from tests.marking import Marking

HELPERS = """
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))
"""

REFERENCE = {
    "l1_cost": """
def l1_cost(parameters, lambd, m):
    L = len(parameters) // 2
    return lambd / m * sum(np.sum(np.abs(parameters[f"W{l}"])) for l in range(1, L + 1))
""",
    "l1_gradient": """
def l1_gradient(parameters, lambd, m):
    L = len(parameters) // 2
    return {f"dW{l}": lambd / m * np.sign(parameters[f"W{l}"]) for l in range(1, L + 1)}
""",
    "l0_count": """
def l0_count(parameters):
    L = len(parameters) // 2
    return sum(np.count_nonzero(parameters[f"W{l}"]) for l in range(1, L + 1))
""",
    "early_stopping": """
def early_stopping(dev_costs, patience):
    best, waited = 0, 0
    for i in range(1, len(dev_costs)):
        if dev_costs[i] < dev_costs[best]:
            best, waited = i, 0
        else:
            waited += 1
            if waited == patience:
                break
    return best
""",
    "augment_flip": """
def augment_flip(image):
    return image[:, ::-1]
""",
    "augment_rotate": """
def augment_rotate(image, quarter_turns):
    return np.rot90(image, quarter_turns)
""",
    "augment_crop": """
def augment_crop(image, top, left, height, width):
    return image[top : top + height, left : left + width]
""",
    "forward_propagation_with_dropout": """
def forward_propagation_with_dropout(x, parameters, keep_prob=0.7):
    w1, b1, w2, b2 = (parameters[name] for name in ("w1", "b1", "w2", "b2"))
    z1 = np.dot(w1, x) + b1
    a1 = np.tanh(z1)
    mask1 = np.random.rand(a1.shape[0], 1)
    mask1 = mask1 < keep_prob
    a1 = a1 * mask1
    a1 = a1 / keep_prob
    z2 = np.dot(w2, a1) + b2
    a2 = sigmoid(z2)
    cache = {"z1": z1, "a1": a1, "mask1": mask1, "z2": z2, "a2": a2}
    return a2, cache
""",
    "backward_propagation_with_dropout": """
def backward_propagation_with_dropout(parameters, cache, x, y, lambd=0, keep_prob=0.7):
    w1, w2 = parameters["w1"], parameters["w2"]
    z1, a1, mask1, a2 = cache["z1"], cache["a1"], cache["mask1"], cache["a2"]
    m = x.shape[1]
    dz2 = a2 - y
    dw2 = np.dot(dz2, a1.T) / m + lambd / m * w2
    db2 = np.sum(dz2, axis=1, keepdims=True) / m
    da1 = np.dot(w2.T, dz2)
    da1 = da1 * mask1
    da1 = da1 / keep_prob
    dz1 = da1 * (1 - np.tanh(z1) ** 2)
    dw1 = np.dot(dz1, x.T) / m + lambd / m * w1
    db1 = np.sum(dz1, axis=1, keepdims=True) / m
    return {"dw1": dw1, "db1": db1, "dw2": dw2, "db2": db2}
""",
    "Dropout": """
class Dropout:
    def __init__(self, dropout_ratio=0.5):
        self.dropout_ratio = dropout_ratio
        self.mask = None

    def forward(self, x, train_flg=True):
        if train_flg:
            self.mask = np.random.rand(*x.shape) > self.dropout_ratio
            return x * self.mask
        return x * (1 - self.dropout_ratio)

    def backward(self, dout):
        return dout * self.mask
""",
}

MARKING = Marking("beyond_l2", HELPERS, REFERENCE)
# Part (c) needs PyTorch, and is marked apart.
MARKING.assignment = replace(
    MARKING.assignment,
    exercises=tuple(exercise for exercise in MARKING.assignment.exercises if exercise.name in REFERENCE),
)
EXERCISES = {exercise.name: exercise for exercise in MARKING.assignment.exercises}
