"""Parts (a) and (b) of beyond L2 as they are handed out unfilled.

Only the tokens matter: white space, comments and docstrings do not. A line that starts with ``@`` lists what a solution
region assigns.
"""

import re
from functools import partial

_L1_COST = """
def l1_cost(parameters, lambd, m):
    @cost
    return cost
"""

_L1_GRADIENT = """
def l1_gradient(parameters, lambd, m):
    @gradients
    return gradients
"""

_L0_COUNT = """
def l0_count(parameters):
    @count
    return count
"""

_EARLY_STOPPING = """
def early_stopping(dev_costs, patience):
    best = 0
    for i, cost in enumerate(dev_costs):
        @best
    return best
"""

_FLIP = """
def augment_flip(image):
    @flipped
    return flipped
"""

_ROTATE = """
def augment_rotate(image, quarter_turns):
    @rotated
    return rotated
"""

_CROP = """
def augment_crop(image, top, left, height, width):
    @cropped
    return cropped
"""

_FORWARD = """
def forward_propagation_with_dropout(x, parameters, keep_prob=0.7):
    w1, b1, w2, b2 = parameters["w1"], parameters["b1"], parameters["w2"], parameters["b2"]
    z1 = np.dot(w1, x) + b1
    a1 = np.tanh(z1)
    @mask1; a1
    z2 = np.dot(w2, a1) + b2
    a2 = sigmoid(z2)
    cache = {"z1": z1, "a1": a1, "mask1": mask1, "z2": z2, "a2": a2}
    return a2, cache
"""

_BACKWARD = """
def backward_propagation_with_dropout(parameters, cache, x, y, lambd=0, keep_prob=0.7):
    m = x.shape[1]
    w1, w2 = parameters["w1"], parameters["w2"]
    z1, a1, mask1, a2 = cache["z1"], cache["a1"], cache["mask1"], cache["a2"]
    dz2 = a2 - y
    @dw2
    db2 = np.sum(dz2, axis=1, keepdims=True) / m
    da1 = np.dot(w2.T, dz2)
    @da1; dz1
    @dw1
    db1 = np.sum(dz1, axis=1, keepdims=True) / m
    return {"dw1": dw1, "db1": db1, "dw2": dw2, "db2": db2}
"""

_DROPOUT = """
class Dropout:
    def __init__(self, dropout_ratio=0.5):
        self.dropout_ratio = dropout_ratio
    def forward(self, x, train_flg=True):
        @self.mask; out
        return out
    def backward(self, dout):
        @dx
        return dx
"""


def _filled(template: str) -> tuple[str, ...]:
    """Fill the regions as they are handed out: a line for each name, or comments, or lines that end at the ``=``."""
    fillings = ("{} = None", "", "{} =")
    return tuple(re.sub(r"( *)@(.*)", partial(_lines, filling), template) for filling in fillings)


def _lines(filling: str, region: re.Match[str]) -> str:
    indent, names = region.groups()
    return "\n".join(indent + filling.format(name) for name in names.split("; "))


L1_COST = _filled(_L1_COST)
L1_GRADIENT = _filled(_L1_GRADIENT)
L0_COUNT = _filled(_L0_COUNT)
EARLY_STOPPING = _filled(_EARLY_STOPPING)
FLIP = _filled(_FLIP)
ROTATE = _filled(_ROTATE)
CROP = _filled(_CROP)
FORWARD = _filled(_FORWARD)
BACKWARD = _filled(_BACKWARD)
DROPOUT = _filled(_DROPOUT)
